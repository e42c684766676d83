# Azure SQL of the regional library union: loans, patrons, fines.

terraform {
  required_version = "~> 1.8"
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 3.116.0"
    }
  }
}

provider "azurerm" {
  features {}
}

variable "resource_group" {
  type = string
}

variable "location" {
  type = string
}

variable "admin_group" {
  type = object({
    name      = string
    object_id = string
  })
}

variable "private_endpoint_subnet_id" {
  type = string
}

variable "private_dns_zone_id" {
  type = string
}

variable "log_workspace_id" {
  type = string
}

locals {
  tags = {
    system = "loans"
    owner  = "library-it"
  }
}

resource "azurerm_mssql_server" "loans" {
  name                          = "sql-loans-prod"
  resource_group_name           = var.resource_group
  location                      = var.location
  version                       = "12.0"
  minimum_tls_version           = "1.2"
  public_network_access_enabled = false

  azuread_administrator {
    login_username              = var.admin_group.name
    object_id                   = var.admin_group.object_id
    azuread_authentication_only = true
  }

  identity {
    type = "SystemAssigned"
  }

  tags = local.tags
}

resource "azurerm_mssql_database" "loans" {
  name                                = "loans"
  server_id                           = azurerm_mssql_server.loans.id
  sku_name                            = "GP_Gen5_4"
  max_size_gb                         = 128
  zone_redundant                      = true
  transparent_data_encryption_enabled = true
  storage_account_type                = "Geo"

  short_term_retention_policy {
    retention_days           = 21
    backup_interval_in_hours = 12
  }

  long_term_retention_policy {
    weekly_retention  = "P8W"
    monthly_retention = "P12M"
  }

  lifecycle {
    prevent_destroy = true
  }

  tags = local.tags
}

resource "azurerm_private_endpoint" "loans" {
  name                = "pe-sql-loans"
  resource_group_name = var.resource_group
  location            = var.location
  subnet_id           = var.private_endpoint_subnet_id

  private_service_connection {
    name                           = "sql-loans"
    private_connection_resource_id = azurerm_mssql_server.loans.id
    subresource_names              = ["sqlServer"]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "sql"
    private_dns_zone_ids = [var.private_dns_zone_id]
  }
}

resource "azurerm_mssql_server_extended_auditing_policy" "loans" {
  server_id              = azurerm_mssql_server.loans.id
  log_monitoring_enabled = true
}

resource "azurerm_monitor_diagnostic_setting" "audit" {
  name                       = "sql-audit"
  target_resource_id         = "${azurerm_mssql_server.loans.id}/databases/master"
  log_analytics_workspace_id = var.log_workspace_id

  enabled_log {
    category = "SQLSecurityAuditEvents"
  }
}

output "server_fqdn" {
  value = azurerm_mssql_server.loans.fully_qualified_domain_name
}
