extension FormPage {
    /// The runs of bytes that all forms of an installation in one language share.
    package final class SharedRuns: Sendable {
        fileprivate let opening: [UInt8]
        fileprivate let fields: [UInt8]
        fileprivate let bottom: [UInt8]
        fileprivate let setting: FormSetting

        package init(setting: FormSetting) {
            self.setting = setting
            opening = PageTemplate.opening(setting.language).bytes
            fields = FormQuestions(setting: setting).markup().bytes
            bottom = PageTemplate(site: setting.site, language: setting.language).bottom().bytes
        }
    }

    /// The form of one code without values and problems, ready but for the nonce. Its own runs are about
    /// one kilobyte for a deputy; the rest is shared.
    package final class Prepared: Sendable {
        private let shared: SharedRuns
        private let lead: [UInt8]
        private let others: [UInt8]

        package init(_ context: Context, shared: SharedRuns) {
            let page = FormPage(context, setting: shared.setting)
            self.shared = shared
            lead = page.lead().bytes
            others = page.others.bytes
        }

        /// The number of bytes of the page.
        package func byteCount(nonceLength: Int) -> Int {
            shared.opening.count + lead.count + nonceLength + shared.fields.count + others.count
                + shared.bottom.count
        }

        /// Appends the page; no allocation when the bytes have the room.
        ///
        /// - Parameters:
        ///   - bytes: Where the page goes.
        ///   - nonce: Letters, digits, `-`, `_` and `.` only, as our own nonces are.
        package func append(to bytes: inout [UInt8], nonce: some Collection<UInt8>) {
            bytes.append(contentsOf: shared.opening)
            bytes.append(contentsOf: lead)
            bytes.append(contentsOf: nonce)
            bytes.append(contentsOf: shared.fields)
            bytes.append(contentsOf: others)
            bytes.append(contentsOf: shared.bottom)
        }

        /// The page, in one allocation.
        ///
        /// - Parameter nonce: As in ``append(to:nonce:)``.
        /// - Returns: The page as UTF-8.
        package func render(nonce: String) -> [UInt8] {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(byteCount(nonceLength: nonce.utf8.count))
            append(to: &bytes, nonce: nonce.utf8)
            return bytes
        }
    }
}
