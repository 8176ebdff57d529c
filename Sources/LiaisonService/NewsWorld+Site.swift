import LiaisonDesk
import LiaisonInstallation
import LiaisonNews
import LiaisonRecords
import LiaisonSystem

extension NewsWorld {
    /// What news asks of an installation, each time of its settings and roster at that moment.
    package init(of site: Site) {
        let contacts = KnownContacts(of: site.directory)
        self.init(
            ledger: site.ledger, clock: site.clock,
            source: { () throws(SystemError) in
                let snapshot = site.current
                return NewsSource(
                    ledger: site.ledger, roster: snapshot.roster, deadlines: snapshot.deadlines,
                    calendar: snapshot.receptionCalendar, baseURL: snapshot.baseURL,
                    contacts: try contacts.current(), now: site.clock.now)
            },
            program: { NewsProgram(site.current.configuration[.notifyCommand]) },
            hour: { Int(site.current.configuration[.notifyHour]) ?? 0 },
            tidy: {
                let roster = site.current.roster
                guard let book = try? contacts.current(),
                    book.contacts.contains(where: { $0.isOver(in: roster) })
                else { return }
                // Nobody is told there as it is; a file that can't be changed now is looked at again.
                _ = try? ContactBook.update(site.directory) { book in
                    !book.remove { $0.isOver(in: roster) }.isEmpty
                }
            })
    }
}
