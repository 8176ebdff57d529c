import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonQR
import LiaisonRoster
import LiaisonService
import LiaisonSystem
import LiaisonWeb

/// `liaison demo`: a throw-away installation with stations, deputies and messages, served until Ctrl-C.
struct DemoCommand: Command {
    static let description = CommandDescription(["demo"], options: [.value("listen", "HOST:PORT")])

    private let listen: String

    init(arguments: ParsedArguments) throws(UsageError) {
        listen = arguments.value("listen") ?? Setting.listen.defaultValue
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        // Held back from here on, so that Ctrl-C at any moment still ends in the cleaning up.
        Signals.block()
        let parent: String
        do throws(SystemError) {
            parent = try Files.makeTemporaryDirectory(named: "liaison-demo")
        } catch {
            throw CommandFailure(error)
        }
        var failure: CommandFailure?
        do throws(CommandFailure) {
            try serve(DemoInstallation(at: "\(parent)/data", context), context)
        } catch {
            failure = error
        }
        do throws(SystemError) {
            try Files.removeTree(parent)
        } catch {
            throw CommandFailure("demo.remains", ["path": parent], cause: error)
        }
        if let failure { throw failure }
        context.say("demo.removed", ["path": parent])
        return .done
    }

    private func serve(_ demo: DemoInstallation, _ context: CommandContext) throws(CommandFailure) {
        let service = try Service(
            demo.directory, flags: [.listen: listen, .admin: "127.0.0.1:0", .accessLog: "off"], context)
        let base = "http://\(service.publicAddress.reachable)"
        try demo.settle(baseURL: base, service.site)
        try demo.sendMessages(to: service.site.ledger, context)
        context.print("listening \(base)")
        try introduce(demo, base, context)
        context.standardOutput.flush()
        try service.run(context)
    }

    /// The address, the QR code to scan, and what to try next.
    private func introduce(_ demo: DemoInstallation, _ base: String, _ context: CommandContext)
        throws(CommandFailure)
    {
        let program: String
        do throws(SystemError) { program = try Host.programPath() } catch { throw CommandFailure(error) }
        let deputy = demo.firstDeputy
        let values = [
            "url": "\(base)/\(deputy.code)", "name": deputy.name, "code": deputy.code.description,
            "data": demo.directory.path, "token": demo.tokenPath, "server": base,
            "program": program,
        ]
        if let base = try? BaseURL(parsing: base), let symbol = try? QRSymbol(QRPayload(base, deputy.code)) {
            let style: QRSymbol.TerminalStyle =
                context.usesColour(on: context.standardOutput) ? .coloured : .halfBlocks(darkBackground: true)
            context.standardOutput.write(Array("\n\(symbol.terminal(style))\n".utf8))
        }
        context.print(context.wording("demo.introduction", values: values))
    }
}
