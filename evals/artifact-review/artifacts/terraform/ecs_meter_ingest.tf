terraform {
  required_version = "~> 1.6"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.61"
    }
  }
}

variable "cluster_arn" { type = string }
variable "subnets" { type = list(string) }
variable "service_security_group" { type = string }
variable "execution_role_arn" { type = string }
variable "logs_kms_key_arn" { type = string }
variable "readings_queue_arn" { type = string }
variable "db_secret_arn" { type = string }

variable "image" {
  type        = string
  description = "Full reference of the release image"

  validation {
    condition     = can(regex("@sha256:[0-9a-f]{64}$", var.image))
    error_message = "The image must be given by digest."
  }
}

data "aws_region" "current" {}

resource "aws_cloudwatch_log_group" "ingest" {
  name              = "/ecs/meter-ingest"
  retention_in_days = 180
  kms_key_id        = var.logs_kms_key_arn
}

resource "aws_iam_role" "task" {
  name = "meter-ingest-task"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "task" {
  name = "queue"
  role = aws_iam_role.task.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = [
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:ChangeMessageVisibility",
      ]
      Resource = var.readings_queue_arn
    }]
  })
}

resource "aws_ecs_task_definition" "ingest" {
  family                   = "meter-ingest"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 512
  memory                   = 1024
  execution_role_arn       = var.execution_role_arn
  task_role_arn            = aws_iam_role.task.arn

  container_definitions = jsonencode([
    {
      name                   = "ingest"
      image                  = var.image
      essential              = true
      user                   = "65532:65532"
      readonlyRootFilesystem = true
      environment = [
        { name = "BATCH_SIZE", value = "50" },
        { name = "TZ", value = "UTC" },
      ]
      secrets = [
        { name = "DATABASE_URL", valueFrom = var.db_secret_arn },
      ]
      healthCheck = {
        command     = ["CMD", "/ingest", "probe", "--queue", "--database"]
        interval    = 20
        timeout     = 5
        retries     = 3
        startPeriod = 20
      }
      linuxParameters = {
        initProcessEnabled = true
        capabilities       = { drop = ["ALL"] }
      }
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.ingest.name
          awslogs-region        = data.aws_region.current.name
          awslogs-stream-prefix = "ingest"
        }
      }
    }
  ])
}

resource "aws_ecs_service" "ingest" {
  name                   = "meter-ingest"
  cluster                = var.cluster_arn
  task_definition        = aws_ecs_task_definition.ingest.arn
  desired_count          = 2
  launch_type            = "FARGATE"
  enable_execute_command = false

  network_configuration {
    subnets          = var.subnets
    security_groups  = [var.service_security_group]
    assign_public_ip = false
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
}
