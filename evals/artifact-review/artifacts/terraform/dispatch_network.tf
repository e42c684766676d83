# Security groups of the dispatch platform (tram & bus control room)

variable "vpc_id" {
  type = string
}

variable "name_prefix" {
  type    = string
  default = "dispatch"
}

variable "office_cidrs" {
  type    = list(string)
  default = ["0.0.0.0/0"]
}

locals {
  db_rules = {
    app = {
      port = 5432
      cidr = "10.24.0.0/16"
      note = "application subnets"
    }
    reporting = {
      port = 5432
      cidr = "0.0.0.0/0"
      note = "BI vendor, addresses change"
    }
  }

  tags = {
    Project = "dispatch"
    Managed = "terraform"
  }
}

resource "aws_security_group" "app" {
  name        = "${var.name_prefix}-app"
  description = "Dispatch application"
  vpc_id      = var.vpc_id

  ingress {
    description = "HTTPS from load balancer subnets"
    from_port   = 8443
    to_port     = 8443
    protocol    = "tcp"
    cidr_blocks = ["10.24.16.0/20"]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }

  tags = local.tags
}

resource "aws_security_group" "db" {
  name        = "${var.name_prefix}-db"
  description = "Dispatch Postgres"
  vpc_id      = var.vpc_id

  dynamic "ingress" {
    for_each = local.db_rules
    content {
      description = ingress.value.note
      from_port   = ingress.value.port
      to_port     = ingress.value.port
      protocol    = "tcp"
      cidr_blocks = [ingress.value.cidr]
    }
  }

  tags = local.tags
}

resource "aws_security_group" "bastion" {
  name        = "${var.name_prefix}-bastion"
  description = "Jump host"
  vpc_id      = var.vpc_id

  ingress {
    description = "ssh from office"
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = var.office_cidrs
  }

  egress {
    description     = "ssh to app hosts"
    from_port       = 22
    to_port         = 22
    protocol        = "tcp"
    security_groups = [aws_security_group.app.id]
  }

  tags = local.tags
}

output "app_sg" {
  value = aws_security_group.app.id
}

output "db_sg" {
  value = aws_security_group.db.id
}
