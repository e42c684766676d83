import ArgumentParser
import Foundation
import Logging

enum RenditionPreset: String, CaseIterable, ExpressibleByArgument {
    case mobile480
    case web720
    case archive1080

    var arguments: [String] {
        switch self {
        case .mobile480: return ["-vf", "scale=-2:480", "-c:v", "libx264", "-crf", "26", "-c:a", "aac", "-b:a", "96k"]
        case .web720: return ["-vf", "scale=-2:720", "-c:v", "libx264", "-crf", "23", "-c:a", "aac", "-b:a", "128k"]
        case .archive1080: return ["-vf", "scale=-2:1080", "-c:v", "libx265", "-crf", "20", "-c:a", "copy"]
        }
    }
}

struct TranscodeFailure: Error, CustomStringConvertible {
    let source: String
    let status: Int32
    let reason: Process.TerminationReason
    let tail: String

    var description: String {
        let how = reason == .uncaughtSignal ? "signal" : "exit"
        return "ffmpeg failed for \(source) (\(how) \(status)): \(tail)"
    }
}

/// Runs ffmpeg for a single source file.
///
/// The input is passed as one argv element, there is no shell in between. Paths are made absolute
/// so that a file called `-y.mov` cannot be taken for an option, and prefixed with `file:` so that
/// ffmpeg does not interpret a name with a colon as a protocol.
struct Transcoder {
    let executable: URL
    let logger: Logger

    func transcode(_ source: URL, preset: RenditionPreset, into directory: URL) throws -> URL {
        let name = source.deletingPathExtension().lastPathComponent
        let target = directory.appendingPathComponent("\(name)-\(preset.rawValue).mp4")
        let partial = directory.appendingPathComponent(".\(UUID().uuidString).partial.mp4")
        defer {
            // Only present when the run failed half way; after success it has been moved.
            if FileManager.default.fileExists(atPath: partial.path) {
                do {
                    try FileManager.default.removeItem(at: partial)
                } catch {
                    logger.warning("could not remove partial file", metadata: [
                        "path": "\(partial.path)", "error": "\(error)",
                    ])
                }
            }
        }

        let process = Process()
        process.executableURL = executable
        process.arguments = ["-hide_banner", "-nostdin", "-loglevel", "error", "-protocol_whitelist", "file"]
            + ["-i", "file:" + source.standardizedFileURL.path]
            + preset.arguments
            + ["-movflags", "+faststart", "file:" + partial.standardizedFileURL.path]
        process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C"]

        let stderr = Pipe()
        process.standardError = stderr
        process.standardOutput = FileHandle.nullDevice

        try process.run()
        // Drain before waiting, otherwise a chatty ffmpeg fills the pipe and blocks.
        let output = try stderr.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()

        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw TranscodeFailure(
                source: source.lastPathComponent,
                status: process.terminationStatus,
                reason: process.terminationReason,
                tail: String(decoding: output.suffix(600), as: UTF8.self)
            )
        }
        if FileManager.default.fileExists(atPath: target.path) {
            _ = try FileManager.default.replaceItemAt(target, withItemAt: partial)
        } else {
            try FileManager.default.moveItem(at: partial, to: target)
        }
        return target
    }
}

@main
struct TranscodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rendition",
        abstract: "Create web renditions for newsroom footage."
    )

    @Argument(help: "Source files.", completion: .file())
    var sources: [String]

    @Option(help: "One of \(RenditionPreset.allCases.map(\.rawValue).joined(separator: ", ")).")
    var preset: RenditionPreset = .web720

    @Option(name: .shortAndLong, help: "Output directory.", completion: .directory)
    var output: String

    @Option(help: "Path of the ffmpeg binary.")
    var ffmpeg = "/usr/bin/ffmpeg"

    func run() throws {
        let directory = URL(fileURLWithPath: output, isDirectory: true)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)

        let logger = Logger(label: "rendition")
        let transcoder = Transcoder(executable: URL(fileURLWithPath: ffmpeg), logger: logger)
        var failures = 0
        for path in sources {
            do {
                let target = try transcoder.transcode(URL(fileURLWithPath: path), preset: preset, into: directory)
                print(target.path)
            } catch {
                // Keep going with the remaining files; the exit code reports the overall result.
                failures += 1
                logger.error("rendition failed", metadata: ["source": "\(path)", "error": "\(error)"])
            }
        }
        if failures > 0 {
            throw ExitCode(1)
        }
    }
}
