# Key for the resident registry (records at rest, exports, queue payloads)

terraform {
  required_version = "~> 1.8"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.70"
    }
  }
}

variable "registry_role_arn" {
  type = string
}

variable "key_admin_role_arn" {
  type = string
}

variable "alert_topic_arn" {
  type = string
}

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

data "aws_iam_policy_document" "records" {
  # lets IAM policies of this account govern the key, see the KMS guide
  statement {
    sid       = "AccountRoot"
    actions   = ["kms:*"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
  }

  statement {
    sid = "Admin"
    actions = [
      "kms:DescribeKey",
      "kms:EnableKeyRotation",
      "kms:GetKeyPolicy",
      "kms:PutKeyPolicy",
      "kms:TagResource",
      "kms:UpdateAlias",
    ]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = [var.key_admin_role_arn]
    }
  }

  statement {
    sid = "RegistryUse"
    actions = [
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:GenerateDataKey",
    ]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = [var.registry_role_arn]
    }
    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values = [
        "s3.${data.aws_region.current.name}.amazonaws.com",
        "sqs.${data.aws_region.current.name}.amazonaws.com",
      ]
    }
  }
}

resource "aws_kms_key" "records" {
  description             = "resident registry"
  policy                  = data.aws_iam_policy_document.records.json
  enable_key_rotation     = true
  rotation_period_in_days = 180
  deletion_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_kms_alias" "records" {
  name          = "alias/resident-registry"
  target_key_id = aws_kms_key.records.key_id
}

resource "aws_cloudwatch_event_rule" "deletion" {
  name        = "registry-key-deletion"
  description = "someone schedules deletion or disables the key"
  event_pattern = jsonencode({
    source = ["aws.kms"]
    detail = {
      eventName = ["ScheduleKeyDeletion", "DisableKey"]
      resources = { ARN = [aws_kms_key.records.arn] }
    }
  })
}

resource "aws_cloudwatch_event_target" "deletion" {
  rule = aws_cloudwatch_event_rule.deletion.name
  arn  = var.alert_topic_arn
}

output "key_arn" {
  value = aws_kms_key.records.arn
}
