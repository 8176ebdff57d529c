import LiaisonHTTP
import LiaisonSystem

/// The listening sockets that systemd has passed, if any (sd_listen_fds(3)).
///
/// The one named `admin` is the admin listener's, the one named `public`, or else the first, the public one's.
struct InheritedListeners {
    private let sockets: [(name: String, descriptor: Int32)]

    /// Takes them over from the environment; to be made once.
    init() { sockets = ServiceManager.inheritedSockets() }

    /// Listens for requests.
    ///
    /// - Parameters:
    ///   - configuration: Where; a socket that was passed for it goes before its address.
    ///   - role: `public` or `admin`.
    ///   - handler: What answers.
    ///   - observer: What hears of it.
    /// - Returns: The server, not yet running.
    /// - Throws: What keeps it from listening.
    func listen(
        _ configuration: ServerConfiguration, as role: Role, _ handler: any RequestHandler,
        _ observer: any ServerObserver
    ) throws(ServiceFailure) -> Server {
        var configuration = configuration
        configuration.inheritedListener = descriptor(for: role)
        do throws(SystemError) {
            return try Server(configuration: configuration, handler: handler, observer: observer)
        } catch {
            throw .listener(address: configuration.address.description, error)
        }
    }

    /// Which listener a socket is for, by its FileDescriptorName=.
    enum Role: String {
        case `public`, admin
    }

    private func descriptor(for role: Role) -> Int32? {
        if let named = sockets.first(where: { $0.name == role.rawValue }) { return named.descriptor }
        guard role == .public else { return nil }
        return sockets.first { $0.name != Role.admin.rawValue }?.descriptor
    }
}
