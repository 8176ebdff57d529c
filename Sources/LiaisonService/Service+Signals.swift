import LiaisonDesk
import LiaisonInstallation
import LiaisonSystem
import LiaisonWeb

extension Service {
    /// One turn of the operator's loop.
    ///
    /// - Parameters:
    ///   - signal: What has come, if anything.
    ///   - manager: The service manager, told of what happens.
    /// - Returns: Whether to go on.
    /// - Throws: Why settings or roster could not be read; those of before stay in force.
    func attend(to signal: Signal?, _ manager: ServiceManager) throws(ServiceFailure) -> Bool {
        try ServiceFailure.wrapping { () throws(SystemError) in
            // The watchdog is told of life only when every event loop has answered since it was told last.
            if manager.watchdogInterval != nil, front.isResponsive() { try manager.send(.alive) }
            if signal == .terminate { try manager.send(.stopping) }
            if signal == .reload { try manager.send(.reloading) }
        }
        if signal == .terminate { return false }
        if signal == .reload { accessLog?.reopen() }
        var failure: ServiceFailure?
        do throws(SiteError) {
            if signal == .reload { try site.reload() } else { try site.takeOverChanges() }
        } catch {
            failure = .site(error)
        }
        if signal == .reload {
            // Said after a failed attempt too: the service goes on with what it has.
            try ServiceFailure.wrapping { () throws(SystemError) in try manager.send(.ready) }
        }
        if let failure { throw failure }
        if signal == .reload { try tellWhatNeedsARestart() }
        return true
    }

    /// Settings that have changed in the file and hold only after a restart.
    private func tellWhatNeedsARestart() throws(ServiceFailure) {
        let present = site.current.configuration
        let changed = Setting.allCases.filter { !$0.isReloadable && present[$0] != configuration[$0] }
        if !changed.isEmpty { throw .needsRestart(changed) }
    }
}
