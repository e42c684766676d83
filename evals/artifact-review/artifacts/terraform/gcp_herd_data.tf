# Herd health data platform: landing bucket, Cloud SQL, loader account.

terraform {
  required_version = "~> 1.7"
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.4.0"
    }
  }
}

variable "project" {
  type = string
}

variable "region" {
  type = string
}

variable "network_id" {
  type = string
}

variable "kms_key_id" {
  type        = string
  description = "Key with a 90 day rotation period, from the security project"
}

provider "google" {
  project = var.project
  region  = var.region
}

resource "google_storage_bucket" "landing" {
  name                        = "${var.project}-herd-landing"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = false

  versioning {
    enabled = true
  }

  encryption {
    default_kms_key_name = var.kms_key_id
  }

  lifecycle_rule {
    condition {
      num_newer_versions = 5
    }
    action {
      type = "Delete"
    }
  }
}

resource "google_service_account" "loader" {
  account_id   = "herd-loader"
  display_name = "Herd data loader"
}

resource "google_storage_bucket_iam_member" "loader_reads" {
  bucket = google_storage_bucket.landing.name
  role   = "roles/storage.objectViewer"
  member = "serviceAccount:${google_service_account.loader.email}"
}

resource "google_project_iam_member" "loader_sql" {
  project = var.project
  role    = "roles/cloudsql.client"
  member  = "serviceAccount:${google_service_account.loader.email}"

  condition {
    title      = "herd instance only"
    expression = "resource.name == 'projects/${var.project}/instances/${google_sql_database_instance.herd.name}'"
  }
}

resource "google_sql_database_instance" "herd" {
  name                = "herd-prod"
  region              = var.region
  database_version    = "POSTGRES_16"
  deletion_protection = true
  encryption_key_name = var.kms_key_id

  settings {
    tier              = "db-custom-4-15360"
    availability_type = "REGIONAL"
    disk_autoresize   = true

    disk_autoresize_limit = 500

    ip_configuration {
      ipv4_enabled    = false
      private_network = var.network_id
      ssl_mode        = "ENCRYPTED_ONLY"
    }

    backup_configuration {
      enabled                        = true
      point_in_time_recovery_enabled = true
      start_time                     = "01:30"
      transaction_log_retention_days = 7

      backup_retention_settings {
        retained_backups = 30
      }
    }

    database_flags {
      name  = "cloudsql.iam_authentication"
      value = "on"
    }

    database_flags {
      name  = "cloudsql.enable_pgaudit"
      value = "on"
    }

    database_flags {
      name  = "pgaudit.log"
      value = "write,ddl,role"
    }
  }
}

resource "google_sql_user" "loader" {
  name     = trimsuffix(google_service_account.loader.email, ".gserviceaccount.com")
  instance = google_sql_database_instance.herd.name
  type     = "CLOUD_IAM_SERVICE_ACCOUNT"
}

output "connection_name" {
  value = google_sql_database_instance.herd.connection_name
}
