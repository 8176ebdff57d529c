import LiaisonDesk
import LiaisonHTTP
import LiaisonInstallation
import LiaisonLedger
import LiaisonNews
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
    /// The settings it was started with.
    let configuration: Configuration
    let accessLog: AccessLog?
    let front: Server
    private let back: Server
    private let readiness = Readiness()
    /// What the operator has been told of damaged lines beside the ledger.
    let toldDamage = ToldDamage()
    private let lanes: Lanes
    private let news: NewsRunner
    private let web: WebHandler

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
    ///   - context: Where the operator is told of what the ledger meets.
    /// - Throws: What keeps it from serving, with a remedy.
    init(
        _ directory: DataDirectory, flags: [Setting: String], context: CommandContext
    ) throws(CommandFailure) {
        Signals.block()
        ProcessLimits.raiseOpenFiles()
        ProcessLimits.restrictNewFiles()
        let settings = try ServiceSettings(of: directory, flags: flags)
        configuration = settings.configuration
        context.tellOfUnknownSettings(in: configuration, of: directory)
        let ledgerMetrics = LedgerMetrics()
        let serverMetrics = ServerMetrics()
        let log = LedgerLog(
            counting: ledgerMetrics, of: directory.path, wording: context.wording,
            notify: { context.say(line: $0) }, complain: { context.complain($0) })
        site = try Site.open(directory, flags: flags, committers: Self.committers, observer: log)
        accessLog = try settings.accessLog()
        do throws(SystemError) { lanes = try Lanes() } catch { throw CommandFailure(error) }
        lanes.runChore { [ledger = site.ledger] in
            // What can't be removed now is in nobody's way; the next start tries again.
            do throws(SystemError) { try ledger.sweepPhotos() } catch {}
        }
        let limits = configuration.rateAllowance.map {
            RateLimits($0, proxies: settings.proxies) { proxy in
                context.complain(
                    CommandFailure(
                        "serve.unnamed", ["address": proxy.description], remedy: "serve.unnamed.remedy"))
            }
        }
        let observer: any ServerObserver =
            accessLog.map { ObserverGroup([serverMetrics, $0]) } ?? serverMetrics
        let inherited = InheritedListeners()
        web = WebHandler(site: site, limits: limits, lanes: lanes)
        front = try inherited.listen(settings.listener(.listen), as: .public, web, observer)
        let newsMetrics = NewsMetrics()
        do throws(SystemError) {
            news = try NewsRunner(
                of: directory, NewsWorld(of: site), metrics: newsMetrics, observer: NewsLog(context))
        } catch {
            throw CommandFailure(error)
        }
        let metrics = ServiceMetrics(
            version: Version.number, server: serverMetrics, ledger: ledgerMetrics, limits: limits,
            lanes: lanes, accessLog: accessLog, news: newsMetrics, started: site.clock.now)
        back = try inherited.listen(
            settings.listener(.admin), as: .admin,
            AdminHandler(site: site, metrics: metrics, readiness: readiness, lanes: lanes), SilentObserver())
        (publicAddress, adminAddress) = (front.address, back.address)
    }

    /// Serves until the operator ends it; every accepted request is answered first.
    ///
    /// - Parameter failed: Told when a changed roster or setting can't be read or needs a restart; what was before stays
    ///   in force.
    /// - Throws: What keeps the threads from starting.
    func run(failed: @escaping @Sendable (CommandFailure) -> Void) throws(CommandFailure) {
        let manager = ServiceManager()
        let caretaker = Caretaker(
            of: site, chore: { [web] now in web.letGoOfOldPhotos(at: now) }, failed: failed)
        do throws(SystemError) {
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
        } catch {
            throw CommandFailure(error)
        }
        toldDamage.tell(InstallationDamage.of(site), failed)
        var isRunning = true
        while isRunning {
            do throws(CommandFailure) {
                isRunning = try attend(to: Signals.wait(seconds: 1), manager)
                toldDamage.tell(InstallationDamage.of(site), failed)
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
