import LiaisonCases
import LiaisonDesk
import LiaisonHTTP
import LiaisonNews
import LiaisonSystem

/// Everything that `/metrics` prints; no label holds a code, a name or a text.
package struct ServiceMetrics: Sendable {
    private let version: String
    private let server: ServerMetrics
    private let ledger: LedgerMetrics
    private let limits: RateLimits?
    private let lanes: Lanes
    private let accessLog: AccessLog?
    private let news: NewsMetrics
    private let started: Timestamp

    /// - Parameters:
    ///   - version: Which Liaison this is.
    ///   - server: What the public listener counts.
    ///   - ledger: What the ledger counts.
    ///   - limits: The rate limits, if there are any.
    ///   - lanes: Where the listeners' work is done.
    ///   - accessLog: The access log, if there is one.
    ///   - news: What the news counts.
    ///   - started: When the process started to serve.
    package init(
        version: String, server: ServerMetrics, ledger: LedgerMetrics, limits: RateLimits?,
        lanes: Lanes, accessLog: AccessLog?, news: NewsMetrics = NewsMetrics(), started: Timestamp
    ) {
        self.version = version
        self.server = server
        self.ledger = ledger
        self.limits = limits
        self.lanes = lanes
        self.accessLog = accessLog
        self.news = news
        self.started = started
    }

    /// All families in Prometheus' text format.
    func text(of site: Site) -> [UInt8] {
        var text = MetricsText()
        text.family("liaison_build_info", type: "gauge", help: "Which Liaison this is.")
        text.sample("liaison_build_info", 1, [("version", version)])
        text.family(
            "process_start_time_seconds", type: "gauge", help: "When it started, in seconds since 1970.")
        text.sample("process_start_time_seconds", Double(started.milliseconds) / 1000)
        server.write(to: &text)
        if let limits {
            text.counter(
                "liaison_rate_limited_total", limits.refused, help: "Requests beyond the rate limits.")
            text.counter(
                "liaison_photos_limited_total", limits.photosRefused,
                help: "Forms whose photos were beyond the rate limits; their words were not refused.")
            text.counter(
                "liaison_unnamed_clients_total", limits.unnamed,
                help: "Requests of a trusted proxy that did not say for whom.")
        }
        if let accessLog {
            text.family(
                "liaison_access_log_dropped_total", type: "counter",
                help: "Lines of the access log that could not be written.")
            text.sample("liaison_access_log_dropped_total", accessLog.dropped)
        }
        write(lanes, to: &text)
        ledger.write(to: &text)
        write(news.figures, of: site, to: &text)
        text.gauge(
            "liaison_ledger_writable", site.ledger.writeFailure() == nil ? 1 : 0,
            help: "Whether the store takes writes.")
        text.gauge(
            "liaison_ledger_newer_lines", site.ledger.newerLines(),
            help: "Lines with something that only a newer release knows, as far as read.")
        text.gauge(
            "liaison_ledger_incomplete_stations", site.ledger.incompleteStations.count,
            help: "Stations of which files or lines are damaged or missing.")
        let space = site.ledger.space.figures()
        text.gauge(
            "liaison_store_available_bytes", space.available, help: "Free bytes on the store's file system.")
        text.gauge(
            "liaison_store_reserve_bytes", space.reserve,
            help: "Free bytes below which no new message is taken.")
        let roster = site.current.roster
        text.gauge("liaison_stations", roster.stations.count, help: "Stations in office.")
        text.gauge("liaison_deputies", roster.deputies.count, help: "Deputies in office.")
        text.family(
            "liaison_damaged_lines", type: "gauge",
            help: "Lines of the roster, the tokens and the calendar that are damaged.")
        let condition = roster.condition
        let damaged = [
            ("roster", condition.unusable.count + condition.altered.count + condition.dangling.count),
            ("tokens", site.tokenFile.damaged.count),
            ("calendar", site.current.deadlines.calendar.damage.count),
        ]
        for (file, count) in damaged { text.sample("liaison_damaged_lines", Double(count), [("file", file)]) }
        return text.bytes
    }

    /// Of the pieces that wait and that were laid by the directory tells, whichever process hands them on.
    private func write(_ news: NewsMetrics.Counts, of site: Site, to text: inout MetricsText) {
        text.gauge(
            "liaison_news_holder", news.isHolder ? 1 : 0, help: "Whether this server hands the news on.")
        let queue = NewsQueue(in: site.directory)
        // What can't be read now isn't said to be nothing.
        if let waiting = try? queue.waitingCount(), let dead = try? queue.deadCount() {
            text.gauge("liaison_news_waiting", waiting, help: "Pieces of news that wait to be handed on.")
            text.gauge("liaison_news_laid_by", dead, help: "Pieces of news that were never taken.")
        }
        text.family(
            "liaison_news_total", type: "counter",
            help: "Tries to hand a piece of news on, and what came of it.")
        let fates = [("taken", news.taken), ("failed", news.failed), ("laid_by", news.dead)]
        for (fate, count) in fates { text.sample("liaison_news_total", count, [("fate", fate)]) }
        text.family(
            "liaison_news_problems_total", type: "counter",
            help: "What was wrong or odd about the program that news is handed to.")
        for problem in NewsProblem.allCases {
            text.sample(
                "liaison_news_problems_total", news.problems[problem] ?? 0, [("problem", problem.rawValue)])
        }
    }

    private func write(_ lanes: Lanes, to text: inout MetricsText) {
        let figures = lanes.figures.map { (name: "\($0.kind)", figures: $0.figures) }
        text.family("liaison_lane_waiting", type: "gauge", help: "Requests that wait in a lane of work.")
        for lane in figures {
            text.sample("liaison_lane_waiting", lane.figures.waiting, [("lane", lane.name)])
        }
        text.family("liaison_lane_jobs_total", type: "counter", help: "Requests that left a lane, and how.")
        for lane in figures {
            let fates = [
                ("run", lane.figures.run), ("refused", lane.figures.refused),
                ("asker_gone", lane.figures.dropped),
            ]
            for (fate, count) in fates {
                text.sample("liaison_lane_jobs_total", count, [("lane", lane.name), ("fate", fate)])
            }
        }
    }
}
