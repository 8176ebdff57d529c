import LiaisonHTTP
import LiaisonInstallation
import LiaisonLedger
import LiaisonRoster
import LiaisonSystem
import LiaisonWeb

/// A running server: the ledger, the site, the public and the admin listener.
struct Service {
    /// What the ledger and the pages are made of.
    let site: Site
    /// Where citizens and deputies reach it.
    let publicAddress: SocketAddress
    /// Where the operator's tools reach it.
    let adminAddress: SocketAddress
    private let servers: [Server]

    /// How long requests in flight may take once the end has been asked for.
    private static let drainTime = Duration.seconds(20)
    /// How many stations can be synced at the same time.
    private static let committers = 48

    /// Opens the data directory and listens; signals are held back from here on.
    ///
    /// - Parameters:
    ///   - directory: The data directory.
    ///   - flags: Settings from the command line.
    /// - Throws: What keeps it from serving, with a remedy.
    init(_ directory: DataDirectory, flags: [Setting: String]) throws(CommandFailure) {
        Signals.block()
        ProcessLimits.raiseOpenFiles()
        ProcessLimits.restrictNewFiles()
        let configuration: Configuration
        do throws(InstallationError) {
            configuration = try directory.configuration(flags: flags)
        } catch {
            throw CommandFailure(error)
        }
        let blanks = configuration.blanks
        guard blanks.isEmpty else {
            throw CommandFailure(
                "serve.blank",
                [
                    "settings": blanks.map(\.rawValue).joined(separator: ", "),
                    "path": directory.configurationPath,
                    "command": Self.filling(blanks, directory),
                ],
                remedy: "serve.blank.remedy")
        }
        let ledgerMetrics = LedgerMetrics()
        let serverMetrics = ServerMetrics()
        site = try Site.open(directory, flags: flags, committers: Self.committers, observer: ledgerMetrics)
        let proxies = try Self.proxies(configuration)
        var publicConfiguration = ServerConfiguration(address: try Self.address(configuration, .listen))
        publicConfiguration.proxies = proxies
        let admin = ServerConfiguration(address: try Self.address(configuration, .admin), loops: 1)
        let front = try Self.listen(
            publicConfiguration, WebHandler(site: site), serverMetrics, configuration[.listen])
        let operations = AdminHandler(site: site, serverMetrics: serverMetrics, ledgerMetrics: ledgerMetrics)
        let back = try Self.listen(admin, operations, SilentObserver(), configuration[.admin])
        servers = [front, back]
        (publicAddress, adminAddress) = (front.address, back.address)
    }

    /// Serves until the operator ends it; every accepted request is answered first.
    ///
    /// - Parameter failed: Told when a changed roster or setting can't be read; the one before stays in force.
    /// - Throws: What keeps the threads from starting.
    func run(failed: (CommandFailure) -> Void) throws(CommandFailure) {
        let manager = ServiceManager()
        do throws(SystemError) {
            for server in servers { try server.run() }
            try manager.send(.ready)
        } catch {
            throw CommandFailure(error)
        }
        var isRunning = true
        while isRunning {
            do throws(CommandFailure) {
                isRunning = try attend(to: Signals.wait(seconds: 1), manager)
            } catch {
                failed(error)
            }
        }
        for server in servers { server.drain(deadline: Self.drainTime) }
        site.ledger.stop()
    }

    /// One turn of the operator's loop.
    ///
    /// - Parameters:
    ///   - signal: What has come, if anything.
    ///   - manager: The service manager, told of what happens.
    /// - Returns: Whether to go on.
    /// - Throws: Why settings or roster could not be read; those of before stay in force.
    private func attend(to signal: Signal?, _ manager: ServiceManager) throws(CommandFailure) -> Bool {
        do throws(SystemError) {
            if manager.watchdogInterval != nil { try manager.send(.alive) }
            if signal == .terminate { try manager.send(.stopping) }
            if signal == .reload { try manager.send(.reloading) }
        } catch {
            throw CommandFailure(error)
        }
        if signal == .terminate { return false }
        var failure: CommandFailure?
        do throws(SiteError) {
            if signal == .reload { try site.reload() } else { try site.reloadIfChanged() }
        } catch {
            failure = CommandFailure(error)
        }
        if signal == .reload {
            // Said after a failed attempt too: the service goes on with what it has.
            do throws(SystemError) { try manager.send(.ready) } catch { throw CommandFailure(error) }
        }
        if let failure { throw failure }
        return true
    }

    private static func listen(
        _ configuration: ServerConfiguration, _ handler: any RequestHandler, _ observer: any ServerObserver,
        _ asked: String
    ) throws(CommandFailure) -> Server {
        do throws(SystemError) {
            return try Server(configuration: configuration, handler: handler, observer: observer)
        } catch {
            let isTaken = error.code == .addressInUse
            throw CommandFailure(
                "serve.listen", ["address": asked],
                remedy: isTaken ? "serve.listen.taken" : "serve.listen.remedy",
                cause: error)
        }
    }

    private static func address(
        _ configuration: Configuration, _ setting: Setting
    ) throws(CommandFailure) -> SocketAddress {
        guard let address = SocketAddress(configuration[setting]) else {
            throw CommandFailure(
                "serve.address", ["setting": setting.rawValue, "value": configuration[setting]],
                remedy: "serve.address.remedy")
        }
        return address
    }

    private static func proxies(_ configuration: Configuration) throws(CommandFailure) -> TrustedProxies {
        var blocks: [AddressBlock] = []
        for text in configuration.list(.trustedProxies) {
            guard let block = AddressBlock(text) else {
                throw CommandFailure("serve.proxy", ["value": text], remedy: "serve.proxy.remedy")
            }
            blocks.append(block)
        }
        return TrustedProxies(blocks)
    }

    /// The command line that fills the blanks in.
    private static func filling(_ blanks: [Setting], _ directory: DataDirectory) -> String {
        let words = blanks.map { "--set \($0.rawValue)=..." }.joined(separator: " ")
        return "liaison init --data \(directory.path) \(words)"
    }
}
