extension Detector {
  /// Every detector, by the name under which rule files ask for it.
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
