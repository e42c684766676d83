# Makes previews of scanned library cards and book covers as they land in the bucket.

terraform {
  required_version = "~> 1.6"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.64"
    }
  }
}

variable "covers_bucket" {
  type = string
}

variable "package_path" {
  type = string
}

variable "env_key_arn" {
  type = string
}

data "aws_caller_identity" "current" {}

data "aws_s3_bucket" "covers" {
  bucket = var.covers_bucket
}

resource "aws_cloudwatch_log_group" "fn" {
  name              = "/aws/lambda/cover-previews"
  retention_in_days = 30
}

resource "aws_sqs_queue" "failed" {
  name                      = "cover-previews-failed"
  sqs_managed_sse_enabled   = true
  message_retention_seconds = 1209600
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "fn" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${data.aws_s3_bucket.covers.arn}/original/*"]
  }
  statement {
    actions   = ["s3:PutObject"]
    resources = ["${data.aws_s3_bucket.covers.arn}/preview/*"]
  }
  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.failed.arn]
  }
  statement {
    actions   = ["kms:Decrypt"]
    resources = [var.env_key_arn]
  }
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.fn.arn}:*"]
  }
}

resource "aws_iam_role" "fn" {
  name               = "cover-previews"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy" "fn" {
  name   = "cover-previews"
  role   = aws_iam_role.fn.id
  policy = data.aws_iam_policy_document.fn.json
}

resource "aws_lambda_function" "fn" {
  function_name    = "cover-previews"
  role             = aws_iam_role.fn.arn
  filename         = var.package_path
  source_code_hash = filebase64sha256(var.package_path)
  runtime          = "nodejs20.x"
  handler          = "index.handler"
  memory_size      = 1024
  timeout          = 60
  kms_key_arn      = var.env_key_arn

  reserved_concurrent_executions = 10

  environment {
    variables = {
      MAX_BYTES = "20971520"
      WIDTHS    = "160,320,640"
    }
  }

  dead_letter_config {
    target_arn = aws_sqs_queue.failed.arn
  }

  depends_on = [aws_cloudwatch_log_group.fn, aws_iam_role_policy.fn]
}

resource "aws_lambda_permission" "s3" {
  statement_id   = "AllowCoversBucket"
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.fn.function_name
  principal      = "s3.amazonaws.com"
  source_arn     = data.aws_s3_bucket.covers.arn
  source_account = data.aws_caller_identity.current.account_id
}

resource "aws_s3_bucket_notification" "covers" {
  bucket = data.aws_s3_bucket.covers.id
  lambda_function {
    lambda_function_arn = aws_lambda_function.fn.arn
    events              = ["s3:ObjectCreated:*"]
    filter_prefix       = "original/"
  }
  depends_on = [aws_lambda_permission.s3]
}
