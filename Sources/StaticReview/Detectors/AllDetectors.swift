extension Detector {
  /// Every detector, by the name under which rule files ask for it.
  static let all: [Detector] = [
    SQLInjection.detector, CommandInjection.detector, ProcessInjection.detector, Secrets.detector,
    SwallowedErrors.detector, HealthChecks.detector, SensitiveLogs.personal, SensitiveLogs.health, TestQuality.detector,
    MissingTests.detector, Dockerfiles.root, Dockerfiles.unpinned, Dockerfiles.healthcheck, Dockerfiles.unverified,
    OpenAPIRules.security, OpenAPIRules.errorResponses, OpenAPIRules.credentials, OpenAPIRules.sensitive,
    OpenAPIRules.plainHTTP, MissingAuthentication.detector, RequestFlow.path, RequestFlow.address,
    ScriptSinks.path, ScriptSinks.address, ScriptSinks.redirect, ScriptSinks.query, ScriptSinks.template,
    ScriptPages.detector, ScriptErrors.detector, ScriptEntrances.detector, ScriptRights.detector, ScriptRaces.detector,
    JudgeAddress.detector,
    PythonSinks.paths, PythonSinks.addresses, PythonSinks.redirects, PythonSinks.markup, PythonSinks.templates,
    PythonSinks.objects, PythonSinks.documents, PythonSinks.queries, PythonAuthentication.detector,
    PythonAuthorization.detector, PythonFailures.detector, PythonErrorDetails.detector, PythonTimeouts.detector,
    PythonLeaks.detector, PythonRaces.detector, PythonSessions.detector, PythonUploads.detector,
    FlowSinks.path, FlowSinks.address, FlowSinks.redirect, FlowSinks.page, FlowSinks.evaluation, StatementText.detector,
    GoErrors.detector, GoLeaks.detector, Catches.detector, Leaks.detector, CompiledAuthorization.authentication,
    CompiledAuthorization.authorization, CompiledHealth.detector, ShellCommands.detector, CompiledTests.detector,
    Terraform.detector,
    Kubernetes.detector,
    Compose.detector,
    HelmValues.detector,
    Claims.detector, DocumentPromises.detector, Procedures.detector, PastedPersonalData.health,
    PastedPersonalData.personalInLogs,
    ClinicalPayload.detector, HL7Message.detector,
    LargeTypes.detector, ImportCycles.detector, AuditTrail.detector, StubChecks.detector,
  ]
  static let all: [Detector] =
    [
      SQLInjection.detector, CommandInjection.detector, ProcessInjection.detector, Secrets.detector,
      SwallowedErrors.detector, HealthChecks.detector, SensitiveLogs.personal, SensitiveLogs.health,
      TestQuality.detector,
      MissingTests.detector, Dockerfiles.root, Dockerfiles.unpinned, Dockerfiles.healthcheck, Dockerfiles.unverified,
      OpenAPIRules.security, OpenAPIRules.errorResponses, OpenAPIRules.credentials, OpenAPIRules.sensitive,
      OpenAPIRules.plainHTTP, MissingAuthentication.detector, RequestFlow.path, RequestFlow.address,
      JudgeAddress.detector,
      ScriptInjection.detector, WorkflowRights.checkout, WorkflowRights.permissions, PipelinePins.actions,
      PipelinePins.images,
      PipelineErrors.detector,
      SQLMigrations.unsafe, SQLMigrations.rollback, SQLRoutines.injection, SQLRoutines.errors, SQLRoutines.races,
    ] + ShellRules.all
}
