terraform {
  required_version = ">= 1.6"
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 3.112"
    }
  }
}

provider "azurerm" {
  features {}
}

variable "location" {
  type    = string
  default = "westeurope"
}

variable "clinic_code" {
  type = string
}

variable "subnet_id" {
  type = string
}

locals {
  tags = {
    system = "imaging-exchange"
    clinic = var.clinic_code
  }
}

resource "azurerm_resource_group" "imaging" {
  name     = "rg-imaging-${var.clinic_code}"
  location = var.location
  tags     = local.tags
}

# DICOM studies and referral letters
resource "azurerm_storage_account" "imaging" {
  name                     = "stimaging${var.clinic_code}"
  resource_group_name      = azurerm_resource_group.imaging.name
  location                 = azurerm_resource_group.imaging.location
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  account_kind             = "StorageV2"

  min_tls_version                 = "TLS1_0" # old modality gateway in building C
  https_traffic_only_enabled      = true
  allow_nested_items_to_be_public = true

  blob_properties {
    versioning_enabled = true

    delete_retention_policy {
      days = 30
    }

    container_delete_retention_policy {
      days = 30
    }
  }

  network_rules {
    default_action             = "Allow"
    bypass                     = ["AzureServices"]
    virtual_network_subnet_ids = [var.subnet_id]
  }

  tags = local.tags
}

resource "azurerm_storage_container" "studies" {
  name                  = "studies"
  storage_account_name  = azurerm_storage_account.imaging.name
  container_access_type = "private"
}

resource "azurerm_storage_container" "letters" {
  name                  = "letters"
  storage_account_name  = azurerm_storage_account.imaging.name
  container_access_type = "blob"
}

resource "azurerm_log_analytics_workspace" "imaging" {
  name                = "log-imaging-${var.clinic_code}"
  resource_group_name = azurerm_resource_group.imaging.name
  location            = azurerm_resource_group.imaging.location
  sku                 = "PerGB2018"
  retention_in_days   = 365
}

resource "azurerm_monitor_diagnostic_setting" "blob" {
  name                       = "blob-audit"
  target_resource_id         = "${azurerm_storage_account.imaging.id}/blobServices/default"
  log_analytics_workspace_id = azurerm_log_analytics_workspace.imaging.id

  enabled_log {
    category = "StorageRead"
  }
  enabled_log {
    category = "StorageWrite"
  }
  enabled_log {
    category = "StorageDelete"
  }
}

output "blob_endpoint" {
  value = azurerm_storage_account.imaging.primary_blob_endpoint
}
