// swift-tools-version:5.9

import PackageDescription

let package = Package(
    name: "WardRounds",
    defaultLocalization: "en",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [
        .library(name: "WardRounds", targets: ["WardRounds"])
    ],
    dependencies: [],
    targets: [
        .target(
            name: "WardRounds",
            dependencies: []
        ),
        .testTarget(
            name: "WardRoundsTests",
            dependencies: ["WardRounds"]
        )
    ]
)
