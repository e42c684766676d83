# Ticketing database (orders, seats, vouchers). Owner: box office team.

variable "vpc_id" {
  type = string
}

variable "private_subnet_ids" {
  type = list(string)
}

variable "app_security_group_id" {
  type = string
}

variable "db_username" {
  type    = string
  default = "boxoffice"
}

variable "db_password" {
  type    = string
  default = "Qv8!tR3nWz5yLp0e"
}

variable "kms_key_arn" {
  type = string
}

locals {
  tags = {
    Service = "ticketing"
    Owner   = "box-office"
    Tier    = "1"
  }
}

resource "aws_db_subnet_group" "ticketing" {
  name       = "ticketing"
  subnet_ids = var.private_subnet_ids
  tags       = local.tags
}

resource "aws_security_group" "ticketing_db" {
  name        = "ticketing-db"
  description = "Postgres for ticketing"
  vpc_id      = var.vpc_id
  tags        = local.tags
}

resource "aws_vpc_security_group_ingress_rule" "from_app" {
  security_group_id            = aws_security_group.ticketing_db.id
  referenced_security_group_id = var.app_security_group_id
  from_port                    = 5432
  to_port                      = 5432
  ip_protocol                  = "tcp"
  description                  = "ticketing app"
}

resource "aws_db_parameter_group" "ticketing" {
  name   = "ticketing-pg16"
  family = "postgres16"

  parameter {
    name  = "log_min_duration_statement"
    value = "750"
  }

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

resource "aws_db_instance" "ticketing" {
  identifier     = "ticketing-prod"
  engine         = "postgres"
  engine_version = "16.4"
  instance_class = "db.r6g.large"

  db_name  = "ticketing"
  username = var.db_username
  password = var.db_password

  allocated_storage     = 200
  max_allocated_storage = 800
  storage_type          = "gp3"
  storage_encrypted     = true
  kms_key_id            = var.kms_key_arn

  multi_az               = true
  publicly_accessible    = false
  db_subnet_group_name   = aws_db_subnet_group.ticketing.name
  vpc_security_group_ids = [aws_security_group.ticketing_db.id]
  parameter_group_name   = aws_db_parameter_group.ticketing.name

  # multi-az standby covers us
  backup_retention_period = 0
  skip_final_snapshot     = true
  deletion_protection     = false

  performance_insights_enabled    = true
  enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]
  auto_minor_version_upgrade      = true
  maintenance_window              = "tue:03:10-tue:03:50"

  tags = local.tags
}

resource "aws_cloudwatch_metric_alarm" "storage" {
  alarm_name          = "ticketing-db-free-storage"
  namespace           = "AWS/RDS"
  metric_name         = "FreeStorageSpace"
  comparison_operator = "LessThanThreshold"
  threshold           = 21474836480
  evaluation_periods  = 3
  period              = 300
  statistic           = "Average"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.ticketing.identifier
  }
}

output "endpoint" {
  value = aws_db_instance.ticketing.endpoint
}
