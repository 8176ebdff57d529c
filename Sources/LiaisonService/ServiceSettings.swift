import LiaisonCases
import LiaisonDesk
import LiaisonHTTP
import LiaisonInstallation
import LiaisonJournal
import LiaisonStore
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
    init(of directory: DataDirectory, flags: [Setting: String]) throws(ServiceFailure) {
        do throws(InstallationError) { configuration = try directory.configuration(flags: flags) } catch {
            throw .site(.installation(error))
        }
        let blanks = configuration.blanks
        guard blanks.isEmpty else { throw .blank(blanks, directory) }
        proxies = try Self.proxies(configuration)
        spoolDirectory = directory.path(of: .spool)
    }

    /// How a listener is set up.
    func listener(_ setting: Setting) throws(ServiceFailure) -> ServerConfiguration {
        guard let address = SocketAddress(configuration[setting]) else {
            throw .badAddress(setting, configuration[setting])
        }
        var listener = ServerConfiguration(address: address, loops: setting == .admin ? 1 : nil)
        if setting == .listen {
            listener.proxies = proxies
            listener.spoolDirectory = spoolDirectory
        }
        return listener
    }

    /// The access log, started; nothing when there is none.
    func accessLog() throws(ServiceFailure) -> AccessLog? {
        let place = configuration[.accessLog]
        if place == "off" { return nil }
        do throws(SystemError) {
            return try AccessLog.start(writingTo: place == "-" ? .descriptor(2) : .file(place))
        } catch {
            throw .accessLog(path: place, error)
        }
    }

    private static func proxies(_ configuration: Configuration) throws(ServiceFailure) -> TrustedProxies {
        var blocks: [AddressBlock] = []
        for text in configuration.list(.trustedProxies) {
            guard let block = AddressBlock(text) else {
                throw .badProxy(text)
            }
            blocks.append(block)
        }
        return TrustedProxies(blocks)
    }
}
