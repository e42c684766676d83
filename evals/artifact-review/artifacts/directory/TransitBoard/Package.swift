// swift-tools-version: 5.9
import PackageDescription

let package = Package(
    name: "TransitBoard",
    platforms: [
        .iOS(.v16),
        .tvOS(.v16),
        .macOS(.v13),
    ],
    products: [
        .library(name: "TransitBoard", targets: ["TransitBoard"]),
    ],
    targets: [
        .target(name: "TransitBoard"),
        .testTarget(
            name: "TransitBoardTests",
            dependencies: ["TransitBoard"]
        ),
    ]
)
