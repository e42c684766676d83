terraform {
  required_version = ">= 1.3"

  backend "s3" {
    bucket  = "harborline-tfstate"
    key     = "platform/prod.tfstate"
    region  = "eu-west-1"
    encrypt = true

    dynamodb_table = "harborline-tflock"
  }

  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
    random = {
      source  = "hashicorp/random"
      version = "~> 3.6"
    }
  }
}

provider "aws" {
  region = "eu-west-1"

  default_tags {
    tags = {
      Owner = "platform"
      Env   = "prod"
    }
  }
}

locals {
  azs = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
}

module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "5.13.0"

  name = "harborline-prod"
  cidr = "10.60.0.0/16"
  azs  = local.azs

  private_subnets  = ["10.60.0.0/20", "10.60.16.0/20", "10.60.32.0/20"]
  public_subnets   = ["10.60.96.0/24", "10.60.97.0/24", "10.60.98.0/24"]
  database_subnets = ["10.60.112.0/24", "10.60.113.0/24", "10.60.114.0/24"]

  enable_nat_gateway = true
  enable_flow_log    = true

  create_flow_log_cloudwatch_log_group = true
  create_flow_log_cloudwatch_iam_role  = true
}

module "dns" {
  source = "git::https://git.harborline.example/infra/terraform-dns.git//zones"

  zone    = "harborline.example"
  private = true
  vpc_id  = module.vpc.vpc_id
}

module "service_mesh" {
  source  = "terraform-aws-modules/ecs/aws"
  version = "~> 5.11"

  cluster_name = "harborline-prod"

  cluster_settings = [{
    name  = "containerInsights"
    value = "enabled"
  }]
}

module "artifact_store" {
  source = "terraform-aws-modules/s3-bucket/aws"

  bucket = "harborline-artifacts-prod"

  versioning = {
    enabled = true
  }

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true

  server_side_encryption_configuration = {
    rule = {
      apply_server_side_encryption_by_default = {
        sse_algorithm = "aws:kms"
      }
    }
  }
}

resource "random_id" "suffix" {
  byte_length = 4
}

output "vpc_id" {
  value = module.vpc.vpc_id
}

output "cluster_arn" {
  value = module.service_mesh.cluster_arn
}
