import LiaisonCases
import LiaisonDesk
import LiaisonHTTP
import LiaisonInstallation
import LiaisonJournal
import LiaisonNews
import LiaisonStore
import LiaisonSystem
import LiaisonWeb

// What runs: the ledger beneath, the site, the lanes in which whatever may wait is done, the public and the admin
// listener, the caretaker and the runner of news. Opened by `serve` and `demo`, which word what it meets.
//
// The rule: an event loop waits for nothing; and from the moment that readiness falls every request that was accepted is
// still answered, in the order in which `end()` takes things down.

/// A running server: the ledger, the site, the public and the admin listener.
package struct Service {
    /// What the ledger and the pages are made of.
    package let site: Site
    /// Where citizens and deputies reach it.
    package let publicAddress: SocketAddress
    /// Where the operator's tools reach it.
    package let adminAddress: SocketAddress
    /// The settings it was started with.
    package let configuration: Configuration
    let accessLog: AccessLog?
    let front: Server
    private let back: Server
    private let readiness = Readiness()
    private let lanes: Lanes
    private let news: NewsRunner
    private let web: WebHandler
    private let failed: @Sendable (ServiceFailure) -> Void

    /// How long requests in flight may take once the end has been asked for.
    private static let drainTime = Duration.seconds(30)
    /// How long what is at work in the lanes may take then: nobody is left who asked for it.
    private static let laneTime = Duration.seconds(5)
    /// How many stations can be synced at the same time.
    private static let committers = 48

    /// Opens the data directory and listens; signals are held back from here on.
    ///
    /// - Parameters:
    ///   - directory: The data directory.
    ///   - flags: Settings from the command line.
    ///   - version: What `/metrics` calls this release.
    ///   - observers: Who tells the operator of what ledger and news meet; the service counts it.
    ///   - failed: Told of what couldn't be done while it runs.
    /// - Throws: What keeps it from serving.
    package init(
        _ directory: DataDirectory, flags: [Setting: String], version: String,
        observers: (ledger: any LedgerObserver, news: any NewsObserver),
        failed: @escaping @Sendable (ServiceFailure) -> Void
    ) throws(ServiceFailure) {
        Signals.block()
        ProcessLimits.raiseOpenFiles()
        ProcessLimits.restrictNewFiles()
        let settings = try ServiceSettings(of: directory, flags: flags)
        configuration = settings.configuration
        let ledgerMetrics = LedgerMetrics()
        let serverMetrics = ServerMetrics()
        do throws(SiteError) {
            site = try Site(
                opening: directory, flags: flags, committers: Self.committers,
                observer: LedgerObservers(first: ledgerMetrics, second: observers.ledger))
        } catch {
            throw .site(error)
        }
        self.failed = failed
        accessLog = try settings.accessLog()
        lanes = try ServiceFailure.wrapping { () throws(SystemError) in try Lanes() }
        lanes.runChore { [ledger = site.ledger] in
            // What can't be removed now is in nobody's way; the next start tries again.
            do throws(SystemError) { try ledger.sweepPhotos() } catch {}
        }
        let limits = configuration.rateAllowance.map {
            RateLimits($0, proxies: settings.proxies) { proxy in
                failed(.unnamedClients(proxy: proxy.description))
            }
        }
        let observer: any ServerObserver =
            accessLog.map { ObserverGroup([serverMetrics, $0]) } ?? serverMetrics
        let inherited = InheritedListeners()
        web = WebHandler(site: site, limits: limits, lanes: lanes)
        front = try inherited.listen(settings.listener(.listen), as: .public, web, observer)
        let newsMetrics = NewsMetrics()
        news = try ServiceFailure.wrapping { [site] () throws(SystemError) in
            try NewsRunner(of: directory, NewsWorld(of: site), metrics: newsMetrics, observer: observers.news)
        }
        let metrics = ServiceMetrics(
            version: version, server: serverMetrics, ledger: ledgerMetrics, limits: limits,
            lanes: lanes, accessLog: accessLog, news: newsMetrics, started: site.clock.now)
        back = try inherited.listen(
            settings.listener(.admin), as: .admin,
            AdminHandler(site: site, metrics: metrics, readiness: readiness, lanes: lanes), SilentObserver())
        (publicAddress, adminAddress) = (front.address, back.address)
    }

    /// Serves until the operator ends it; every accepted request is answered first.
    ///
    /// A changed roster or setting that can't be read, or needs a restart, is told as a failure; what was before stays in
    /// force.
    ///
    /// - Parameter look: Called at first and after each turn of a second, to look at what stands beside the ledger.
    /// - Throws: What keeps the threads from starting.
    package func run(_ look: (Site) -> Void) throws(ServiceFailure) {
        let manager = ServiceManager()
        let caretaker = Caretaker(
            of: site, chore: { [web] now in web.letGoOfOldPhotos(at: now) }, failed: failed)
        try ServiceFailure.wrapping { () throws(SystemError) in
            for server in [front, back] { try server.run() }
            try caretaker.start()
            try news.start()
            try manager.send(.ready)
            // Requests are answered meanwhile; a station that isn't read yet is read when it is asked for.
            _ = try Thread(named: "liaison-load") { [site] in
                site.ledger.load()
                // A station that can't be read is told of where it is asked for.
                try? site.refreshBoards()
            }
        }
        look(site)
        var isRunning = true
        while isRunning {
            do throws(ServiceFailure) {
                isRunning = try attend(to: Signals.wait(seconds: 1), manager)
                look(site)
            } catch {
                failed(error)
            }
        }
        caretaker.end()
        news.end()
        end()
    }

    /// Readiness falls first, so that a load balancer sends nobody here any more; then the public listener ends with its
    /// last request, and the admin listener, which says so all the while, last of all.
    private func end() {
        readiness.fall()
        if let delay = Int(configuration[.drainDelay]), delay > 0 { _ = Signals.wait(seconds: delay) }
        front.drain(deadline: Self.drainTime)
        lanes.stop(within: Self.laneTime)
        site.ledger.stop()
        back.drain(deadline: .seconds(2))
        accessLog?.close()
    }
}
