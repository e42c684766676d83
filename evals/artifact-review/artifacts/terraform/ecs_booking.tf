# Booking API of the ferry line on Fargate

variable "cluster_id" {
  type = string
}

variable "subnets" {
  type = list(string)
}

variable "service_sg" {
  type = string
}

variable "target_group_arn" {
  type = string
}

variable "execution_role_arn" {
  type = string
}

variable "task_role_arn" {
  type = string
}

variable "region" {
  type    = string
  default = "eu-north-1"
}

locals {
  name = "booking-api"
  env = {
    APP_ENV        = "production"
    DATABASE_HOST  = "booking-db.internal.fjordferry.example"
    DATABASE_NAME  = "booking"
    PAYMENTS_URL   = "https://api.paywell.example/v2"
    PAYMENTS_TOKEN = "pwl_live_8f2Kd91mXq0ZtB47vLsYc3Re6HnJ"
    LOG_LEVEL      = "info"
  }
}

resource "aws_cloudwatch_log_group" "booking" {
  name              = "/ecs/${local.name}"
  retention_in_days = 90
}

resource "aws_ecs_task_definition" "booking" {
  family                   = local.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 1024
  memory                   = 2048
  execution_role_arn       = var.execution_role_arn
  task_role_arn            = var.task_role_arn

  container_definitions = jsonencode([
    {
      name      = "api"
      image     = "registry.fjordferry.example/booking-api:latest"
      essential = true
      user      = "10001:10001"
      environment = [
        for k, v in local.env : { name = k, value = v }
      ]
      portMappings = [{ containerPort = 8080, protocol = "tcp" }]
      healthCheck = {
        command     = ["CMD", "/app/healthcheck"]
        interval    = 15
        timeout     = 4
        retries     = 3
        startPeriod = 30
      }
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.booking.name
          awslogs-region        = var.region
          awslogs-stream-prefix = "api"
        }
      }
    }
  ])
}

resource "aws_ecs_service" "booking" {
  name            = local.name
  cluster         = var.cluster_id
  task_definition = aws_ecs_task_definition.booking.arn
  desired_count   = 3
  launch_type     = "FARGATE"

  network_configuration {
    subnets          = var.subnets
    security_groups  = [var.service_sg]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = var.target_group_arn
    container_name   = "api"
    container_port   = 8080
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
}
