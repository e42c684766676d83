terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.40"
    }
  }
}

variable "settlement_role_arn" {
  type = string
}

variable "partner_account_id" {
  type        = string
  description = "Account of the card processor"
}

data "aws_caller_identity" "me" {}

locals {
  tags = {
    domain = "payments"
    pci    = "true"
  }
}

resource "aws_kms_key" "settlement" {
  description             = "Settlement files exchanged with the processor"
  deletion_window_in_days = 7
  enable_key_rotation     = false
  tags                    = local.tags

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Root"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.me.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "Settlement"
        Effect    = "Allow"
        Principal = { AWS = var.settlement_role_arn }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*"
      },
      {
        Sid       = "Processor"
        Effect    = "Allow"
        Principal = { AWS = "*" }
        Action    = ["kms:Decrypt", "kms:DescribeKey"]
        Resource  = "*"
      },
    ]
  })
}

resource "aws_kms_alias" "settlement" {
  name          = "alias/settlement"
  target_key_id = aws_kms_key.settlement.key_id
}

resource "aws_sqs_queue" "settlement_events" {
  name                              = "settlement-events"
  kms_master_key_id                 = aws_kms_key.settlement.arn
  kms_data_key_reuse_period_seconds = 300
  message_retention_seconds         = 1209600
  visibility_timeout_seconds        = 120

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.settlement_dlq.arn
    maxReceiveCount     = 5
  })

  tags = local.tags
}

resource "aws_sqs_queue" "settlement_dlq" {
  name                      = "settlement-events-dlq"
  kms_master_key_id         = aws_kms_key.settlement.arn
  message_retention_seconds = 1209600
  tags                      = local.tags
}

output "queue_url" {
  value = aws_sqs_queue.settlement_events.url
}
