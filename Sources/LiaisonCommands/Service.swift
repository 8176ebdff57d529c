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
        let secret: [UInt8]
        do throws(InstallationError) {
            configuration = try directory.configuration(flags: flags)
            secret = try directory.secret()
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
        site = try Self.site(directory, secret, flags)
        let proxies = try Self.proxies(configuration)
        var publicConfiguration = ServerConfiguration(address: try Self.address(configuration, .listen))
        publicConfiguration.proxies = proxies
        let admin = ServerConfiguration(address: try Self.address(configuration, .admin), loops: 1)
        let front = try Self.listen(publicConfiguration, WebHandler(site: site), configuration[.listen])
        let back = try Self.listen(admin, AdminHandler(site: site), configuration[.admin])
        servers = [front, back]
        (publicAddress, adminAddress) = (front.address, back.address)
    }

    /// Serves until the operator ends it; every accepted request is answered first.
    ///
    /// - Parameter failed: Told when a changed roster or setting can't be read; the one before stays in force.
    /// - Throws: What keeps the threads from starting.
    func run(failed: (CommandFailure) -> Void) throws(CommandFailure) {
        do throws(SystemError) {
            for server in servers { try server.run() }
        } catch {
            throw CommandFailure(error)
        }
        wait: while true {
            do throws(SiteError) {
                switch Signals.wait(seconds: 1) {
                case .terminate?: break wait
                case .reload?: try site.reload()
                case nil: try site.reloadIfChanged()
                }
            } catch {
                failed(CommandFailure(error))
            }
        }
        for server in servers { server.drain(deadline: Self.drainTime) }
        site.ledger.stop()
    }

    private static func site(
        _ directory: DataDirectory, _ secret: [UInt8], _ flags: [Setting: String]
    ) throws(CommandFailure) -> Site {
        let ledger: Ledger
        do throws(SystemError) {
            ledger = try Ledger(directory: directory.path, secret: secret)
        } catch {
            throw CommandFailure(error)
        }
        do throws(SiteError) {
            return try Site(directory: directory, ledger: ledger, flags: flags)
        } catch {
            throw CommandFailure(error)
        }
    }

    private static func listen(
        _ configuration: ServerConfiguration, _ handler: any RequestHandler, _ asked: String
    ) throws(CommandFailure) -> Server {
        do throws(SystemError) {
            return try Server(
                configuration: configuration, handler: handler, observer: SilentServerObserver())
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

/// Hears nothing of the servers.
private struct SilentServerObserver: ServerObserver {}
