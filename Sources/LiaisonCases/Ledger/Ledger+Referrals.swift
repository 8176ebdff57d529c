import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

extension Ledger {
    /// Looks whether every case that stations' ledgers refer to stands in its own: one that doesn't is lost, and the observer
    /// told; that station counts as incomplete until it is there. Blocks on the disk.
    ///
    /// - Parameter stations: Whose pointers to follow: those that have come since they were followed last.
    /// - Throws: What the file system says; what wasn't followed is the next time.
    package func checkReferrals(of stations: [StationID]) throws(SystemError) {
        var survey = ReferralSurvey()
        do throws(SystemError) {
            for station in stations {
                let journal = journal(of: station)
                let made = try journal.withFreshFold(maximumAge: .max) {
                    inbox -> [CaseNumber: Verification.Place] in
                    // There are never fewer.
                    let count = inbox.fold.referrals.count
                    let known = followedReferrals.withLock { $0.updateValue(count, forKey: station) }
                    return known ?? 0 == count ? [:] : inbox.referrals(in: journal.inbox)
                }
                survey.add(ReferralSurvey(made: made, held: []))
            }
            for (station, numbers) in survey.lacking {
                let journal = journal(of: station)
                let isComplete = try journal.withFreshFold(maximumAge: .max) { inbox in
                    for number in numbers where inbox.fold.index(of: number) == nil {
                        inbox.fold.expected[number] = survey.place(of: number)
                    }
                    return inbox.fold.expected.isEmpty
                }
                // It may have come since: what is there at the second look is expected no more, the rest is told of.
                if !isComplete { try journal.lookAgain() }
            }
        } catch {
            followedReferrals.withLock { $0 = [:] }
            throw error
        }
    }
}

extension Ledger {
    /// Follows all pointers, if nobody has since this process began: before that nobody may say of a case that it isn't there,
    /// as it may be lost.
    ///
    /// - Returns: Whether it did so now.
    func followReferralsOnce() -> Bool {
        hasFollowedReferrals.withLock { hasFollowed in
            if hasFollowed { return false }
            do throws(SystemError) { try checkReferrals(of: stations()) } catch {
                // A station that can't be read is told of where it is asked for.
            }
            hasFollowed = true
            return true
        }
    }
}

extension FoldedStation where Folded == CaseFold {
    /// The cases of other stations' ledgers that this one refers to, and where.
    func referrals(in inbox: InboxDirectory) -> [CaseNumber: Verification.Place] {
        fold.referrals.mapValues { lines.place(of: $0, in: inbox) }
    }
}
