import LiaisonHTTP
import LiaisonInstallation
import LiaisonLedger
import LiaisonSystem
import LiaisonWeb

/// The settings of a service, read and checked before anything is opened.
struct ServiceSettings {
    let configuration: Configuration
    let proxies: TrustedProxies
    /// Where uploads go that are too long for memory: on the store's own file system.
    private let spoolDirectory: String

    /// Reads and checks them.
    ///
    /// - Parameters:
    ///   - directory: The data directory.
    ///   - flags: What the command line says.
    /// - Throws: What is wrong with them, or which must not stay blank.
    init(of directory: DataDirectory, flags: [Setting: String]) throws(CommandFailure) {
        configuration = try CommandFailure.wrapping { () throws(InstallationError) in
            try directory.configuration(flags: flags)
        }
        let blanks = configuration.blanks
        guard blanks.isEmpty else { throw CommandFailure(blank: blanks, in: directory) }
        proxies = try Self.proxies(configuration)
        spoolDirectory = PhotoStore(directory: directory.path).spool
    }

    /// How a listener is set up.
    func listener(_ setting: Setting) throws(CommandFailure) -> ServerConfiguration {
        guard let address = SocketAddress(configuration[setting]) else {
            throw CommandFailure(
                "serve.address", ["setting": setting.rawValue, "value": configuration[setting]],
                remedy: "serve.address.remedy")
        }
        var listener = ServerConfiguration(address: address, loops: setting == .admin ? 1 : nil)
        if setting == .listen {
            listener.proxies = proxies
            listener.spoolDirectory = spoolDirectory
        }
        return listener
    }

    /// The access log, started; nothing when there is none.
    func accessLog() throws(CommandFailure) -> AccessLog? {
        let place = configuration[.accessLog]
        if place == "off" { return nil }
        do throws(SystemError) {
            return try AccessLog.start(writingTo: place == "-" ? .descriptor(2) : .file(place))
        } catch {
            throw CommandFailure(
                "serve.access-log", ["path": place], remedy: "serve.access-log.remedy", cause: error)
        }
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
}

extension CommandFailure {
    /// Settings are blank that must not be; the remedy is the command line that fills them in.
    init(blank settings: [Setting], in directory: DataDirectory) {
        let words = settings.map { "--set \($0.rawValue)=..." }.joined(separator: " ")
        self.init(
            "serve.blank",
            [
                "settings": settings.map(\.rawValue).joined(separator: ", "),
                "path": directory.configurationPath,
                "command": "liaison init --data \(directory.path) \(words)",
            ],
            remedy: "serve.blank.remedy")
    }
}
