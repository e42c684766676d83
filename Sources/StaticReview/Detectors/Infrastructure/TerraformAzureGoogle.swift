extension TerraformCheck {
  static let azure: [String: [TerraformCheck]] = [
    "azurerm_storage_account": [
      oldTLS("min_tls_version?", ["TLS1_0", "TLS1_1"]),
      TerraformCheck(.exposure, "allow_nested_items_to_be_public?", .isTrue, "blobs can be made public"),
      TerraformCheck(.exposure, "allow_blob_public_access?", .isTrue, "blobs can be made public"),
      TerraformCheck(
        .exposure, "network_rules?.default_action?", .isOneOf(["Allow"]), "every network can reach the account"),
      TerraformCheck(
        .exposure, "public_network_access_enabled?", .isTrue, "every network can reach the account",
        unless: ["network_rules"]),
    ],
    "azurerm_storage_account_network_rules": [
      TerraformCheck(.exposure, "default_action", .isOneOf(["Allow"]), "every network can reach the account")
    ],
    "azurerm_storage_container": [
      TerraformCheck(
        .exposure, "container_access_type?", .isOneOf(["blob", "container"]), "everybody can read the container")
    ],
    "azurerm_key_vault": [
      TerraformCheck(
        .backup, "purge_protection_enabled", .notTrue, "whoever deletes a key can delete it for good"),
      TerraformCheck(
        .exposure, "network_acls?.default_action?", .isOneOf(["Allow"]), "every network can reach the vault"),
      TerraformCheck(
        .exposure, "public_network_access_enabled?", .isTrue, "every network can reach the vault",
        unless: ["network_acls"]),
    ],
    "azurerm_key_vault_key": [
      TerraformCheck(
        .rotation, "expiration_date", .missing, "the key never expires and is never rotated",
        unless: ["rotation_policy"])
    ],
    "azurerm_key_vault_secret": [
      TerraformCheck(.rotation, "expiration_date", .missing, "the secret never expires")
    ],
    "azurerm_mssql_server": database + [
      oldTLS("minimum_tls_version?", ["1.0", "1.1", "Disabled"])
    ],
    "azurerm_sql_server": database, "azurerm_cosmosdb_account": database, "azurerm_search_service": database,
    "azurerm_postgresql_server": database + managedServer, "azurerm_mysql_server": database + managedServer,
    "azurerm_mariadb_server": database + managedServer,
    "azurerm_postgresql_flexible_server": database, "azurerm_mysql_flexible_server": database,
    "azurerm_mssql_database": [
      TerraformCheck(.encryption, "transparent_data_encryption_enabled?", .isFalse, "the database is not encrypted")
    ],
    "azurerm_redis_cache": database + [oldTLS("minimum_tls_version?", ["1.0", "1.1"])],
    "azurerm_servicebus_namespace": [oldTLS("minimum_tls_version?", ["1.0", "1.1"])],
    "azurerm_eventhub_namespace": [oldTLS("minimum_tls_version?", ["1.0", "1.1"])],
    "azurerm_container_registry": [
      TerraformCheck(.permissions, "admin_enabled?", .isTrue, "everybody shares the registry's administrator"),
      TerraformCheck(.exposure, "anonymous_pull_enabled?", .isTrue, "everybody can take images"),
    ],
    "azurerm_app_service": site, "azurerm_linux_web_app": site, "azurerm_windows_web_app": site,
    "azurerm_function_app": site, "azurerm_linux_function_app": site, "azurerm_windows_function_app": site,
    "azurerm_kubernetes_cluster": [
      TerraformCheck(
        .permissions, "role_based_access_control_enabled?", .isFalse, "whoever has access may do everything"),
      TerraformCheck(
        .exposure, "api_server_access_profile", .missing, "the cluster's API is open to every address",
        unless: ["private_cluster_enabled", "api_server_authorized_ip_ranges"]),
      TerraformCheck(
        .exposure, "api_server_access_profile?.authorized_ip_ranges?", .holds(["0.0.0.0/0"]),
        "the cluster's API is open to every address"),
    ],
    "azurerm_managed_disk": [
      TerraformCheck(.encryption, "encryption_settings?.enabled?", .isFalse, "the disk is not encrypted")
    ],
    "azurerm_application_gateway": [
      oldTLS("ssl_policy?.min_protocol_version?", ["TLSv1_0", "TLSv1_1"])
    ],
  ]

  private static func oldTLS(_ path: String, _ versions: [String]) -> TerraformCheck {
    TerraformCheck(.encryption, path, .isOneOf(versions), "an old version of TLS is allowed")
  }

  private static let database = [
    TerraformCheck(.exposure, "public_network_access_enabled?", .isTrue, "every network can reach this store")
  ]
  private static let managedServer = [
    oldTLS(
      "ssl_minimal_tls_version_enforced?", ["TLS1_0", "TLS1_1", "TLSEnforcementDisabled"])
  ]
  private static let site = [
    TerraformCheck(.encryption, "https_only", .notTrue, "the site answers without TLS too"),
    oldTLS("site_config?.minimum_tls_version?", ["1.0", "1.1"]),
    oldTLS("site_config?.min_tls_version?", ["1.0", "1.1"]),
    TerraformCheck(.encryption, "site_config?.ftps_state?", .isOneOf(["AllAllowed"]), "files may be sent without TLS"),
  ]

  static let google: [String: [TerraformCheck]] = [
    "google_sql_database_instance": [
      TerraformCheck(
        .backup, "settings.backup_configuration.enabled", .notTrue, "no backups of the database are kept",
        unless: ["master_instance_name", "clone"]),
      TerraformCheck(
        .encryption, "settings?.ip_configuration?.ssl_mode?", .isOneOf(["ALLOW_UNENCRYPTED_AND_ENCRYPTED"]),
        "clients may talk to the database without TLS"),
      TerraformCheck(
        .encryption, "settings?.ip_configuration?.require_ssl?", .isFalse,
        "clients may talk to the database without TLS", unless: ["settings.ip_configuration.ssl_mode"]),
      TerraformCheck(
        .exposure, "settings?.ip_configuration?.authorized_networks?.value", .isOneOf(["0.0.0.0/0", "0.0.0.0"]),
        "every address can reach the database"),
      TerraformCheck(.backup, "deletion_protection?", .isFalse, "one mistake deletes the database"),
    ],
    "google_storage_bucket_acl": [
      TerraformCheck(
        .exposure, "predefined_acl?", .isOneOf(["publicRead", "publicReadWrite"]), "the bucket is open to everybody")
    ],
    "google_storage_bucket_access_control": everybody, "google_storage_default_object_access_control": everybody,
    "google_storage_object_access_control": everybody,
    "google_kms_crypto_key": [
      TerraformCheck(.rotation, "rotation_period", .missing, "the key is never rotated", unless: ["purpose"])
    ],
    "google_service_account_key": [
      TerraformCheck(
        .rotation, "expires_at", .missing, "a key that never expires; use workload identity instead",
        unless: ["keepers"])
    ],
    "google_container_cluster": [
      TerraformCheck(.permissions, "enable_legacy_abac?", .isTrue, "whoever has access may do everything"),
      TerraformCheck(.audit, "logging_service?", .isOneOf(["none"]), "the cluster's log is not kept"),
      TerraformCheck(
        .exposure, "master_authorized_networks_config", .missing, "the cluster's API is open to every address",
        unless: ["private_cluster_config.enable_private_endpoint", "control_plane_endpoints_config"]),
      TerraformCheck(
        .exposure, "master_authorized_networks_config?.cidr_blocks?.cidr_block", .isOneOf(["0.0.0.0/0"]),
        "the cluster's API is open to every address"),
    ],
    "google_compute_ssl_policy": [
      TerraformCheck(
        .encryption, "min_tls_version?", .isOneOf(["TLS_1_0", "TLS_1_1"]), "an old version of TLS is allowed")
    ],
    "google_redis_instance": [
      TerraformCheck(
        .encryption, "transit_encryption_mode?", .isOneOf(["DISABLED"]), "traffic to the cache is not encrypted")
    ],
    "google_bigquery_dataset": [
      TerraformCheck(
        .exposure, "access?.special_group?", .isOneOf(["allAuthenticatedUsers"]),
        "everybody with an account can read the data")
    ],
  ]

  private static let everybody = [
    TerraformCheck(
      .exposure, "entity", .isOneOf(["allUsers", "allAuthenticatedUsers"]), "everybody can read this")
  ]
}
