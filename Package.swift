// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

/// A module of moe-judge. What it may import is the table in docs/architecture.md; a test holds the two together.
func module(
  _ name: String, _ dependencies: [Target.Dependency], data: Bool = false, plugins: [Target.PluginUsage] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, exclude: data ? ["Data"] : [], swiftSettings: settings, plugins: plugins)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let server: [Target.Dependency] = [
  .product(name: "Hummingbird", package: "hummingbird"), .product(name: "HTTPTypes", package: "swift-http-types"),
  .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
]
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
  name: "moe-judge",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "moe-judge", targets: ["moe-judge"]),
    .executable(name: "moe-judge-serve", targets: ["moe-judge-serve"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", exact: "1.5.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CCMarkGFM", pkgConfig: "libcmark-gfm",
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"]), .brew(["cmark-gfm"])]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
    .systemLibrary(
      name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"]), .brew(["pcre2"])]),

    module("JudgeTypes", []),
    module("YAMLFiles", [yams]),
    module("CSVFiles", ["YAMLFiles"]),
    module("Artifacts", ["JudgeTypes", subprocess, crypto]),
    module("Personas", ["JudgeTypes", "YAMLFiles"]),
    module("Markdown", ["CCMarkGFM"]),
    module("Rubrics", ["JudgeTypes", "Markdown", "YAMLFiles", crypto], data: true),
    module("LanguageModels", ["JudgeTypes", "CCurl", crypto]),
    module("StaticReview", ["JudgeTypes", "Rubrics", "YAMLFiles", "CPCRE2"], data: true),
    module("Deliberation", ["JudgeTypes"]),
    module("Provenance", ["JudgeTypes", crypto]),
    module("Gating", ["Artifacts", "JudgeTypes", "Provenance", "YAMLFiles"]),
    module("Judging", ["Deliberation", "Gating", "JudgeTypes", "LanguageModels", "Provenance", mustache]),
    module(
      "Evals", ["CSVFiles", "JudgeTypes", "LanguageModels", "Personas", "Rubrics", "StaticReview", "YAMLFiles", crypto]),
    module(
      "SkillHealth", ["Artifacts", "CSVFiles", "JudgeTypes", "Markdown", "Provenance", "YAMLFiles", subprocess]),
    module("Storage", ["Evals", "JudgeTypes", "LanguageModels", "Provenance", "SkillHealth", grdb]),
    module("Reports", ["JudgeTypes", "Provenance", "SkillHealth"]),
    module(
      "Findings",
      [
        "Artifacts", "Evals", "JudgeTypes", "Judging", "Provenance", "Reports", "ShippedFiles", "SkillHealth",
        "StaticReview", "Storage", "StoredRuns", "YAMLFiles",
      ]),
    module("StoredRuns", ["Deliberation", "Evals", "JudgeTypes", "Judging", "Provenance", "Reports", "Storage"]),
    module("ToolServer", ["JudgeTypes", "Provenance"]),
    module(
      "Dashboard",
      [
        "Evals", "Findings", "JudgeTypes", "Judging", "Personas", "Provenance", "Reports", "Rubrics", "ShippedFiles",
        "SkillHealth", "StaticReview", "Storage", "StoredRuns", "YAMLFiles",
      ] + server + [.product(name: "HummingbirdCore", package: "hummingbird")]),
    module("ServeOptions", [argumentParser]),
    module("ShippedFiles", [], plugins: ["EmbedFiles"]),
    .executableTarget(
      name: "moe-judge",
      dependencies: [
        "Artifacts", "Deliberation", "Evals", "Findings", "Gating", "JudgeTypes", "Judging", "LanguageModels",
        "Personas",
        "Provenance", "Reports", "Rubrics", "ServeOptions", "ShippedFiles", "SkillHealth", "StaticReview", "Storage",
        "StoredRuns",
        "ToolServer", "YAMLFiles", argumentParser,
      ],
      swiftSettings: settings),

    .executableTarget(
      name: "moe-judge-serve",
      dependencies: ["Dashboard", "Findings", "Judging", "Reports", "ServeOptions", "Storage", argumentParser],
      swiftSettings: settings),

    module("TestSupport", ["CCMarkGFM", "JudgeTypes", "LanguageModels", "Markdown", "SkillHealth"] + server),
    .executableTarget(
      name: "provider-simulator", dependencies: ["TestSupport", argumentParser], swiftSettings: settings),
    .executableTarget(
      name: "acceptance-simulation", dependencies: ["Evals", "TestSupport", argumentParser], swiftSettings: settings),
    tests("ArtifactsTests", ["Artifacts", "JudgeTypes"]),
    tests(
      "CommandLineTests",
      [
        "moe-judge", "Evals", "Gating", "JudgeTypes", "Judging", "LanguageModels", "Personas", "Provenance", "Reports",
        "SkillHealth", "TestSupport", grdb,
      ]),
    tests("CSVFilesTests", ["CSVFiles", "YAMLFiles"]),
    tests(
      "DashboardTests",
      [
        "Dashboard", "Evals", "Findings", "JudgeTypes", "Judging", "Provenance", "Reports", "Rubrics", "ShippedFiles",
        "SkillHealth", "StaticReview", "Storage", "StoredRuns", "TestSupport",
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ]),
    tests("DeliberationTests", ["Deliberation", "JudgeTypes", "TestSupport"]),
    tests("EvalsTests", ["Evals", "JudgeTypes", "LanguageModels", "TestSupport", "YAMLFiles"]),
    tests("GatingTests", ["Gating", "JudgeTypes", "Provenance", "YAMLFiles"]),
    tests("JudgeTypesTests", ["JudgeTypes", "TestSupport"]),
    tests("JudgingTests", ["Judging", "JudgeTypes", "LanguageModels", "Provenance", "TestSupport"]),
    tests("LanguageModelsTests", ["JudgeTypes", "LanguageModels", "TestSupport"]),
    tests("PackageTests", []),
    tests("PersonasTests", ["Personas", "JudgeTypes", "YAMLFiles"]),
    tests("ProvenanceTests", ["Provenance", "JudgeTypes", "TestSupport"]),
    tests("ReportsTests", ["Reports", "JudgeTypes", "Provenance", "SkillHealth", "TestSupport"]),
    tests("RubricsTests", ["Rubrics", "JudgeTypes", "Markdown", "YAMLFiles", "TestSupport"]),
    tests("SkillHealthTests", ["SkillHealth", "JudgeTypes", "Provenance", "TestSupport", "YAMLFiles"]),
    tests("StaticReviewTests", ["YAMLFiles", "StaticReview", "JudgeTypes", "Rubrics"]),
    tests(
      "StorageTests", ["Storage", "Evals", "Provenance", "JudgeTypes", "LanguageModels", "SkillHealth", grdb]),
    tests("ToolServerTests", ["ToolServer", "Provenance"]),
    tests("YAMLFilesTests", ["YAMLFiles", "TestSupport"]),

    .executableTarget(name: "embed-files", swiftSettings: settings),
    .plugin(name: "EmbedFiles", capability: .buildTool(), dependencies: ["embed-files"]),
  ]
)
