extension Detector {
  /// Every detector, by the name under which rule files ask for it.
  static let all: [Detector] =
    general + python + pythonApplications + scripts + compiled + dynamic + infrastructure + pipelines + ShellRules.all
    + documents

  private static let general: [Detector] = [
    SQLInjection.detector, CommandInjection.detector, ProcessInjection.detector, Secrets.detector,
    SwallowedErrors.detector, HealthChecks.detector, SensitiveLogs.personal, SensitiveLogs.health, TestQuality.detector,
    MissingTests.detector, MissingAuthentication.detector, PasswordResets.detector, RequestFlow.path,
    JudgeAddress.detector, LargeTypes.detector,
    ImportCycles.detector, AuditTrail.detector, StubChecks.detector, UsedSecrets.detector, WholeTables.detector,
    PageParameters.detector, ScriptTemporaryFiles.detector, CommentedGuards.detector, PasswordColumns.detector,
    SeededLogins.passwords, SeededLogins.secrets,
  ]

  private static let python: [Detector] = [
    PythonSinks.paths, PythonSinks.addresses, PythonSinks.redirects, PythonSinks.markup, PythonSinks.templates,
    PythonSinks.objects, PythonSinks.documents, PythonSinks.queries, PythonAuthentication.detector,
    PythonAuthorization.detector, PythonFailures.detector, PythonErrorDetails.detector, PythonTimeouts.detector,
    PythonLeaks.detector, PythonRaces.detector, PythonSessions.detector, PythonUploads.detector,
  ]

  private static let pythonApplications: [Detector] = [
    PythonAccounts.detector, PythonForgery.detector, PythonStubs.detector, PythonPaths.detector, PythonPrints.detector,
    PythonLists.detector, PythonSharedFiles.detector, PythonPayments.detector, PythonPasswords.detector,
    PythonJobs.detector, PythonOpenViews.detector,
  ]

  private static let scripts: [Detector] = [
    ScriptSinks.path, ScriptSinks.address, ScriptSinks.redirect, ScriptSinks.query, ScriptSinks.template,
    ScriptPages.detector, ScriptErrors.detector, ScriptEntrances.detector, ScriptRights.detector,
    ScriptRefusals.detector, ScriptDigests.detector, ScriptAccounts.detector, ScriptLeaks.detector,
    ScriptLoggedErrors.detector, ScriptRaces.detector, ScriptErrorDetails.detector, ScriptCallbackErrors.detector,
    ScriptCloudFunctions.authentication, ScriptCloudFunctions.authorization, ScriptShownObjects.detector,
    ScriptOrders.detector, ScriptPaidHooks.detector,
  ]

  private static let compiled: [Detector] = [
    FlowSinks.path, FlowSinks.address, FlowSinks.redirect, FlowSinks.page, FlowSinks.evaluation, StatementText.detector,
    GoErrors.detector, GoLeaks.detector, Catches.detector, Leaks.detector, CompiledAuthorization.authentication,
    CompiledAuthorization.authorization, CompiledHealth.detector, ShellCommands.detector, CompiledTests.detector,
    FlowSinks.objects, CheckThenAct.detector, RecordStatements.detector, GrowingMaps.detector, CompiledUploads.detector,
    UnseenRows.detector, UnauditedRoutes.detector, GoAnswers.detector, GoWrites.detector, PageSizes.detector,
    AnsweredExceptions.detector, ServletAccounts.detector, LoggedCredentials.detector, GoLookups.detector,
    GoErrorTexts.detector, ListedTables.detector, NamedFiles.detector, OwnHashes.detector, LeakyGuards.detector,
    OpenControllers.authentication, OpenControllers.authorization, CompiledResets.detector, GoOwners.detector,
  ]

  private static let dynamic: [Detector] = [
    DynamicErrors.detector, DynamicInjection.address, DynamicInjection.code, DynamicInjection.command,
    DynamicInjection.deserialization, DynamicInjection.page, DynamicInjection.path, DynamicInjection.redirect,
    DynamicLogs.health, DynamicLogs.personal, DynamicSQL.detector, DynamicState.race, DynamicState.timeout,
    DynamicTests.detector, PHPAccess.authentication, PHPAccess.authorization, RailsAccess.authentication,
    RailsRecords.detector, RailsMass.detector, RailsSessions.detector, PHPUploads.detector, PHPFailures.detector,
    DynamicPageSizes.detector, PHPErrorTexts.detector, RailsResults.detector, RailsErrorTexts.detector,
  ]

  private static let infrastructure: [Detector] = [
    Dockerfiles.root, DockerImages.detector, Dockerfiles.healthcheck, Dockerfiles.unverified, OpenAPIRules.security,
    OpenAPIRules.errorResponses, OpenAPIRules.credentials, OpenAPIRules.sensitive, OpenAPIRules.plainHTTP,
    Terraform.detector, Kubernetes.detector, Compose.detector, HelmValues.detector, DockerPackages.detector,
    DockerVariables.detector, SettingsReview.detector,
  ]

  private static let pipelines: [Detector] = [
    ScriptInjection.detector, WorkflowRights.checkout, WorkflowRights.permissions, PipelinePins.actions,
    PipelinePins.images, PipelineErrors.detector, SQLMigrations.unsafe, SQLMigrations.rollback, SQLRoutines.injection,
    SQLRoutines.errors, SQLRoutines.races, JenkinsSecrets.detector, SQLTables.policies, SQLTables.records,
    SQLTables.reads, SQLTables.restored, PipelineTools.detector, ShellSlips.detector,
  ]

  private static let documents: [Detector] = [
    Claims.detector, DocumentPromises.detector, Procedures.detector, PastedPersonalData.health,
    PastedPersonalData.personalInLogs, ClinicalPayload.detector, HL7Message.detector, Procedures.losses,
    Procedures.givenAway, PromisedBackups.detector,
  ]
}
