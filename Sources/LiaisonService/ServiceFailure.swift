import LiaisonCodes
import LiaisonDesk
import LiaisonInstallation
import LiaisonStore
import LiaisonSystem

/// Why a service doesn't start, or what it couldn't do while it ran; worded by whoever started it.
package enum ServiceFailure: Error, Equatable, Sendable {
    case system(SystemError)
    case site(SiteError)
    /// Settings are blank that must not be.
    case blank([Setting], DataDirectory)
    /// A setting should say where to listen, and doesn't.
    case badAddress(Setting, String)
    /// A trusted proxy that is no address.
    case badProxy(String)
    /// The access log can't be written there.
    case accessLog(path: String, SystemError)
    /// An address can't be listened on.
    case listener(address: String, SystemError)
    /// Settings have changed in the file and hold only after a restart.
    case needsRestart([Setting])
    /// A case whose time has come wasn't erased; it is tried again the next day.
    case notErased(CaseNumber, SystemError?)
    /// Nothing was erased: the clock is far from what the store and the time that passed say.
    case clockDoubted(newest: CivilDate?)
    /// A trusted proxy says of nobody whom it asks for.
    case unnamedClients(proxy: String)

    /// Runs what the system can refuse.
    static func wrapping<Value>(
        _ body: () throws(SystemError) -> Value
    ) throws(ServiceFailure) -> Value {
        do throws(SystemError) { return try body() } catch { throw .system(error) }
    }
}
