# Invoice lookup for wholesale customers of the dairy.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.50"
    }
  }
}

variable "package" {
  type        = string
  description = "Path to the zip built by CI"
}

variable "invoice_table_arn" {
  type = string
}

variable "invoice_table_name" {
  type = string
}

variable "invoice_bucket_arn" {
  type = string
}

resource "aws_iam_role" "invoices" {
  name = "invoice-lookup"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "basic" {
  role       = aws_iam_role.invoices.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_iam_role_policy" "data" {
  name = "data"
  role = aws_iam_role.invoices.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = "${var.invoice_bucket_arn}/invoices/*"
      },
      {
        Effect   = "Allow"
        Action   = "dynamodb:*"
        Resource = "*"
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "invoices" {
  name              = "/aws/lambda/invoice-lookup"
  retention_in_days = 60
}

resource "aws_lambda_function" "invoices" {
  function_name    = "invoice-lookup"
  role             = aws_iam_role.invoices.arn
  filename         = var.package
  source_code_hash = filebase64sha256(var.package)
  runtime          = "python3.12"
  handler          = "app.handler"
  timeout          = 15
  memory_size      = 256

  reserved_concurrent_executions = 20

  environment {
    variables = {
      TABLE_NAME = var.invoice_table_name
      PAGE_SIZE  = "25"
    }
  }

  tracing_config {
    mode = "Active"
  }

  depends_on = [aws_cloudwatch_log_group.invoices]
}

resource "aws_lambda_function_url" "invoices" {
  function_name      = aws_lambda_function.invoices.function_name
  authorization_type = "NONE"

  cors {
    allow_origins     = ["*"]
    allow_methods     = ["GET"]
    allow_credentials = false
    max_age           = 3600
  }
}

output "url" {
  value = aws_lambda_function_url.invoices.function_url
}
