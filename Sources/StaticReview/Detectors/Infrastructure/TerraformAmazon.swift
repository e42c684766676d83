internal import JudgeTypes

/// Settings of AWS resources. What AWS does well without being told (buckets and log groups are encrypted) is not asked for.
extension TerraformCheck {
  static let amazon: [String: [TerraformCheck]] = [
    "aws_db_instance": [
      TerraformCheck(
        .encryption, "storage_encrypted", .notTrue, "the database's storage is not encrypted",
        unless: ["replicate_source_db", "snapshot_identifier"]),
      TerraformCheck(
        .backup, "backup_retention_period", .missingOrZero, "no backups of the database are kept",
        unless: ["replicate_source_db"]),
    ],
    "aws_rds_cluster": [
      TerraformCheck(
        .encryption, "storage_encrypted", .notTrue, "the cluster's storage is not encrypted",
        unless: ["replication_source_identifier", "snapshot_identifier", "engine_mode", "global_cluster_identifier"])
    ],
    "aws_docdb_cluster": stored + [
      TerraformCheck(.audit, "enabled_cloudwatch_logs_exports", .missing, "audit logs are not exported")
    ],
    "aws_neptune_cluster": stored,
    "aws_rds_global_cluster": [
      TerraformCheck(
        .encryption, "storage_encrypted", .notTrue, "the cluster's storage is not encrypted",
        unless: ["source_db_cluster_identifier"])
    ],
    "aws_ebs_volume": [TerraformCheck(.encryption, "encrypted", .notTrue, "the volume is not encrypted")],
    "aws_instance": [
      TerraformCheck(
        .encryption, "root_block_device?.encrypted", .notTrue, "the volume is not encrypted",
        unless: ["root_block_device.kms_key_id"]),
      TerraformCheck(
        .encryption, "ebs_block_device?.encrypted", .notTrue, "the volume is not encrypted",
        unless: ["ebs_block_device.snapshot_id"]),
    ],
    "aws_launch_template": [
      TerraformCheck(
        .encryption, "block_device_mappings?.ebs?.encrypted", .notTrue, "the volume is not encrypted",
        unless: ["block_device_mappings.ebs.snapshot_id"])
    ],
    "aws_launch_configuration": [
      TerraformCheck(.encryption, "root_block_device?.encrypted", .notTrue, "the volume is not encrypted"),
      TerraformCheck(.encryption, "ebs_block_device?.encrypted", .notTrue, "the volume is not encrypted"),
    ],
    "aws_efs_file_system": [TerraformCheck(.encryption, "encrypted", .notTrue, "the file system is not encrypted")],
    "aws_efs_backup_policy": [
      TerraformCheck(.backup, "backup_policy.status", .isOneOf(["DISABLED"]), "backups are switched off")
    ],
    "aws_elasticache_replication_group": [
      TerraformCheck(
        .encryption, "at_rest_encryption_enabled", .notTrue, "what the cache keeps is not encrypted",
        unless: ["snapshot_name"]),
      TerraformCheck(
        .encryption, "transit_encryption_enabled", .notTrue, "traffic to the cache is not encrypted"),
    ],
    "aws_opensearch_domain": search, "aws_elasticsearch_domain": search,
    "aws_redshift_cluster": [
      TerraformCheck(
        .encryption, "encrypted", .notTrue, "the warehouse is not encrypted", unless: ["snapshot_identifier"]),
      TerraformCheck(.backup, "automated_snapshot_retention_period", .zero, "no snapshots of the warehouse are kept"),
      TerraformCheck(.audit, "logging?.enable", .isFalse, "audit logging is switched off"),
    ],
    "aws_kinesis_stream": [
      TerraformCheck(.encryption, "encryption_type", .missingOrOneOf(["NONE"]), "the stream is not encrypted")
    ],
    "aws_kinesis_firehose_delivery_stream": [
      TerraformCheck(.encryption, "server_side_encryption?.enabled", .isFalse, "the stream is not encrypted")
    ],
    "aws_dax_cluster": [
      TerraformCheck(.encryption, "server_side_encryption.enabled", .notTrue, "the cache is not encrypted")
    ],
    "aws_lb_listener": listener, "aws_alb_listener": listener,
    "aws_cloudfront_distribution": [
      TerraformCheck(
        .encryption, "default_cache_behavior?.viewer_protocol_policy", .isOneOf(["allow-all"]),
        "pages are served without TLS too"),
      TerraformCheck(
        .encryption, "ordered_cache_behavior?.viewer_protocol_policy", .isOneOf(["allow-all"]),
        "pages are served without TLS too"),
      TerraformCheck(
        .encryption, "viewer_certificate?.minimum_protocol_version?",
        .isOneOf(["SSLv3", "TLSv1", "TLSv1_2016", "TLSv1.1_2016"]), "an old version of TLS is allowed"),
    ],
    "aws_api_gateway_domain_name": [
      TerraformCheck(.encryption, "security_policy", .isOneOf(["TLS_1_0"]), "an old version of TLS is allowed")
    ],
    "aws_lambda_function_url": [
      TerraformCheck(.authentication, "authorization_type", .isOneOf(["NONE"]), "anybody can call this function"),
      TerraformCheck(
        .cors, "cors?.allow_origins?", .holds(["*"]), "any origin may read what the function answers",
        severity: .medium),
    ],
    "aws_apigatewayv2_api": [
      TerraformCheck(
        .cors, "cors_configuration?.allow_origins?", .holds(["*"]), "any origin may read what the API answers",
        severity: .medium)
    ],
    "aws_msk_cluster": [
      TerraformCheck(
        .encryption, "encryption_info?.encryption_in_transit?.client_broker?",
        .isOneOf(["PLAINTEXT", "TLS_PLAINTEXT"]), "clients may talk to the brokers without TLS"),
      TerraformCheck(
        .encryption, "encryption_info?.encryption_in_transit?.in_cluster?", .isFalse,
        "the brokers talk to each other without TLS"),
    ],
    "aws_dms_endpoint": [
      TerraformCheck(.encryption, "ssl_mode", .isOneOf(["none"]), "the data moves without TLS")
    ],
    "aws_ecs_task_definition": [
      TerraformCheck(
        .encryption, "volume?.efs_volume_configuration?.transit_encryption", .isOneOf(["DISABLED"]),
        "the file system is mounted without TLS")
    ],
    "aws_workspaces_workspace": [
      TerraformCheck(.encryption, "root_volume_encryption_enabled?", .isFalse, "the volume is not encrypted"),
      TerraformCheck(.encryption, "user_volume_encryption_enabled?", .isFalse, "the volume is not encrypted"),
    ],
    "aws_iam_access_key": [
      TerraformCheck(
        .rotation, "expires_at", .missing, "an access key that never expires; use a role instead")
    ],
    "aws_iam_account_password_policy": [
      TerraformCheck(.rotation, "max_password_age", .zero, "passwords never expire")
    ],
    "aws_cloudtrail": [
      TerraformCheck(.audit, "is_multi_region_trail", .notTrue, "what happens in other regions is not recorded"),
      TerraformCheck(
        .audit, "enable_log_file_validation", .notTrue, "nobody would notice a changed audit log"),
    ],
    "aws_config_configuration_recorder_status": [
      TerraformCheck(.audit, "is_enabled", .isFalse, "changes of resources are not recorded")
    ],
    "aws_guardduty_detector": [TerraformCheck(.audit, "enable", .isFalse, "the detector is switched off")],
    "aws_eks_cluster": [
      TerraformCheck(
        .audit, "enabled_cluster_log_types", .missing, "the audit log of the cluster's API is not kept")
    ],
    "aws_s3_bucket_versioning": [
      TerraformCheck(
        .backup, "versioning_configuration?.status", .isOneOf(["Disabled", "Suspended"]),
        "what is overwritten or deleted in the bucket is lost")
    ],
    "aws_transfer_server": [TerraformCheck(.encryption, "protocols", .holds(["FTP"]), "files move without encryption")],
  ]

  private static let stored = [
    TerraformCheck(
      .encryption, "storage_encrypted", .notTrue, "the cluster's storage is not encrypted",
      unless: ["snapshot_identifier", "global_cluster_identifier"])
  ]

  private static let search = [
    TerraformCheck(.encryption, "encrypt_at_rest.enabled", .notTrue, "the index is not encrypted"),
    TerraformCheck(.encryption, "node_to_node_encryption.enabled", .notTrue, "the nodes talk without TLS"),
    TerraformCheck(.encryption, "domain_endpoint_options.enforce_https", .notTrue, "the domain answers without TLS"),
    TerraformCheck(
      .encryption, "domain_endpoint_options?.tls_security_policy?", .isOneOf(["Policy-Min-TLS-1-0-2019-07"]),
      "an old version of TLS is allowed"),
  ]

  private static let listener = [
    TerraformCheck(
      .encryption, "ssl_policy?",
      .isOneOf([
        "ELBSecurityPolicy-2016-08", "ELBSecurityPolicy-2015-05", "ELBSecurityPolicy-TLS-1-0-2015-04",
        "ELBSecurityPolicy-TLS-1-1-2017-01", "ELBSecurityPolicy-FS-2018-06", "ELBSecurityPolicy-FS-1-1-2019-08",
      ]), "old versions of TLS are allowed")
  ]
}
