import ArgumentParser
import Foundation

/// Pulls the pick list for a wave from the WMS and sends the shelf labels to the
/// thermal printers. Runs from cron on the print server of each warehouse.
@main
struct PrintQueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wms-print",
        abstract: "Print shelf labels for a picking wave."
    )

    @Argument(help: "Wave number, e.g. W-20418.")
    var wave: String

    @Option(help: "CUPS queue.")
    var printer = "zebra-01"

    @Option(help: "WMS base URL.")
    var server = URL(string: "https://wms.brandtlager.de")!

    @Option(help: "Working directory for rendered labels.")
    var spool = "/var/spool/wms-print"

    @Flag(help: "Render the labels without printing them.")
    var dryRun = false

    func run() async throws {
        let client = WMSClient(server: server)
        let lines = try await client.pickLines(wave: wave)
        guard !lines.isEmpty else {
            print("Wave \(wave) has no open pick lines.")
            return
        }

        try FileManager.default.createDirectory(atPath: spool, withIntermediateDirectories: true)
        let renderer = LabelRenderer(dpi: 203)
        var printed = 0
        for line in lines {
            let file = "\(spool)/\(UUID().uuidString).zpl"
            try renderer.render(line).write(toFile: file, atomically: true, encoding: .utf8)
            defer { try? FileManager.default.removeItem(atPath: file) }

            let copies = copyCount(for: line)
            if dryRun {
                print("\(line.sku)  \(copies)x  \(line.articleName)")
                continue
            }
            try submit(file, title: "\(wave) \(line.articleName)", copies: copies)
            printed += copies
        }
        print("\(printed) labels sent to \(printer).")
    }

    /// Articles may carry a formula such as `quantity / 12 + 1` in their master data
    /// so that one label is printed per carton.
    private func copyCount(for line: PickLine) -> Int {
        guard let rule = line.labelRule, !rule.isEmpty else { return line.quantity }
        let expression = NSExpression(format: rule)
        let value = expression.expressionValue(with: ["quantity": line.quantity], context: nil)
        return max(1, (value as? NSNumber)?.intValue ?? line.quantity)
    }

    private func submit(_ file: String, title: String, copies: Int) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [
            "-c",
            "lp -d \(printer) -n \(copies) -o raw -t \"\(title)\" \(file) 2>>\(spool)/lp.log",
        ]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw PrintError.rejected(title: title, status: process.terminationStatus)
        }
    }
}

enum PrintError: Error, CustomStringConvertible {
    case rejected(title: String, status: Int32)
    case server(Int)

    var description: String {
        switch self {
        case .rejected(let title, let status): return "lp refused \"\(title)\" (exit \(status))"
        case .server(let status): return "WMS answered with HTTP \(status)"
        }
    }
}

struct PickLine: Decodable {
    let sku: String
    let articleName: String
    let quantity: Int
    let bin: String
    let labelRule: String?
}

struct WMSClient {
    let server: URL

    private var authorization: String {
        let login = "svc-print:Kx7!moorhuhn-Vt92"
        return "Basic " + Data(login.utf8).base64EncodedString()
    }

    func pickLines(wave: String) async throws -> [PickLine] {
        let url = server.appendingPathComponent("api/waves").appendingPathComponent(wave).appendingPathComponent("lines")
        var request = URLRequest(url: url)
        request.setValue(authorization, forHTTPHeaderField: "Authorization")
        let (data, response) = try await URLSession.shared.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        guard status == 200 else { throw PrintError.server(status) }
        return try JSONDecoder().decode([PickLine].self, from: data)
    }
}

extension URL: @retroactive ExpressibleByArgument {
    public init?(argument: String) {
        self.init(string: argument)
    }
}
