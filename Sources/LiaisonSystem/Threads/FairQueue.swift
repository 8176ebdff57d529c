/// Which of many clients' jobs is run next: each client's jobs wait in a line of its own, and the lines take turns.
///
/// A value that knows no thread and no clock: whoever runs the jobs says what time it is and when one is done. It is
/// bounded in all and for each client; where it is full, the longest line gives way, so that nobody who asks for little is
/// kept out by who asks for much.
package struct FairQueue<Client: Hashable & Sendable, Job> {
    /// How much waits, and how much of one client is at work.
    package struct Limits: Sendable {
        /// Jobs that wait, of all clients together.
        let waiting: Int
        /// Jobs that wait, of one client.
        let waitingOfOne: Int
        /// Jobs of one client that are at work at the same time.
        let atWorkOfOne: Int

        package init(waiting: Int, waitingOfOne: Int, atWorkOfOne: Int) {
            precondition(
                waiting > 0 && waitingOfOne > 0 && atWorkOfOne > 0, "a queue holds and runs something")
            self.waiting = waiting
            self.waitingOfOne = waitingOfOne
            self.atWorkOfOne = atWorkOfOne
        }
    }

    /// What became of a job that was handed in.
    package enum Admission {
        case admitted
        /// It waits, in the place of the last of the longest line: that one is not run.
        case admittedFor(Job)
        /// It is not run: its client has enough that waits, or everyone has little.
        case refused
    }

    /// What to do next.
    package enum Step {
        /// Run it, and say ``finish(_:)`` then.
        case run(Client, Job)
        /// It is not run: nobody waits for it any more.
        case drop(Job)
    }

    private struct Line {
        var jobs: [(job: Job, since: UInt64)] = []
        var atWork = 0
    }

    private let limits: Limits
    private var lines: [Client: Line] = [:]
    /// The clients of whom something waits, in the order of their turns.
    private var turns: [Client] = []
    /// How many jobs wait.
    package private(set) var waiting = 0

    package init(_ limits: Limits) { self.limits = limits }

    /// Takes a job in.
    ///
    /// - Parameters:
    ///   - job: What waits to be run.
    ///   - client: For whom.
    ///   - now: The time, in milliseconds.
    /// - Returns: Whether it waits now, and for whom else there is no room then.
    package mutating func add(_ job: Job, of client: Client, at now: UInt64) -> Admission {
        let length = lines[client]?.jobs.count ?? 0
        if length >= limits.waitingOfOne { return .refused }
        var displaced: Job?
        if waiting >= limits.waiting {
            displaced = takeLastOfLongestLine(longerThan: length + 1)
            if displaced == nil { return .refused }
        }
        if length == 0 { turns.append(client) }
        lines[client, default: Line()].jobs.append((job, now))
        waiting += 1
        return displaced.map { .admittedFor($0) } ?? .admitted
    }

    /// Chooses the next step.
    ///
    /// - Parameters:
    ///   - now: The time, in milliseconds.
    ///   - isWanted: Whether somebody still waits for a job that has waited for so many milliseconds.
    /// - Returns: The step; nothing when none may be taken before one that is at work is done.
    package mutating func next(at now: UInt64, isWanted: (Job, UInt64) -> Bool) -> Step? {
        for _ in 0..<turns.count {
            let client = turns.removeFirst()
            guard var line = lines.removeValue(forKey: client) else { continue }
            guard line.atWork < limits.atWorkOfOne else {
                lines[client] = line
                turns.append(client)
                continue
            }
            let (job, since) = line.jobs.removeFirst()
            waiting -= 1
            let runs = isWanted(job, now &- since)
            if runs { line.atWork += 1 }
            if !line.jobs.isEmpty {
                // A job that is only dropped has not been its client's turn.
                if runs { turns.append(client) } else { turns.insert(client, at: 0) }
            }
            if !line.jobs.isEmpty || line.atWork > 0 { lines[client] = line }
            return runs ? .run(client, job) : .drop(job)
        }
        return nil
    }

    /// Takes note that a job which ``next(at:isWanted:)`` gave out is done.
    ///
    /// - Parameter client: Whose.
    package mutating func finish(_ client: Client) {
        guard var line = lines[client] else { return }
        line.atWork -= 1
        lines[client] = line.atWork == 0 && line.jobs.isEmpty ? nil : line
    }

    /// Gives up all that waits.
    ///
    /// - Returns: The jobs, none of which is run.
    package mutating func removeAll() -> [Job] {
        let jobs = turns.flatMap { lines[$0]?.jobs.map(\.job) ?? [] }
        for client in turns {
            lines[client]?.jobs = []
            if lines[client]?.atWork == 0 { lines[client] = nil }
        }
        turns = []
        waiting = 0
        return jobs
    }

    private mutating func takeLastOfLongestLine(longerThan length: Int) -> Job? {
        guard let (client, line) = lines.max(by: { $0.value.jobs.count < $1.value.jobs.count }),
            line.jobs.count > length, let last = lines[client]?.jobs.popLast()
        else { return nil }
        waiting -= 1
        return last.job
    }
}

extension FairQueue.Admission: Equatable where Job: Equatable {}

extension FairQueue.Step: Equatable where Job: Equatable {}
