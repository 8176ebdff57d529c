import LiaisonDesk
import LiaisonHTTP

extension FormPage {
    /// The runs of bytes that all forms of an installation in one language share.
    package final class SharedRuns: Sendable {
        fileprivate let opening: [UInt8]
        fileprivate let fields: [UInt8]
        fileprivate let bottom: [UInt8]
        fileprivate let setting: FormSetting

        package init(setting: FormSetting) {
            self.setting = setting
            opening = PageTemplate.opening(setting.language.language).bytes
            fields = FormQuestions(setting: setting).markup().bytes
            bottom = PageTemplate(site: setting.site, language: setting.language).bottom().bytes
        }
    }

    /// The form of one code without values and problems, ready but for the nonce. Its own runs are about
    /// one kilobyte for a deputy; the rest is shared.
    package final class Prepared: Sendable {
        private let shared: SharedRuns
        private let lead: [UInt8]
        /// The number of bytes of the page without its nonce.
        package let count: Int

        package init(_ context: Context, shared: SharedRuns) {
            let page = FormPage(context, setting: shared.setting)
            self.shared = shared
            lead = page.lead().bytes
            count = shared.opening.count + lead.count + shared.fields.count + shared.bottom.count
        }

        /// Appends the page; no allocation when the bytes have the room.
        ///
        /// - Parameters:
        ///   - bytes: Where the page goes.
        ///   - nonce: Letters, digits, `-`, `_` and `.` only, as our own nonces are.
        package func append(to bytes: inout [UInt8], nonce: some Collection<UInt8>) {
            bytes.append(bytesOf: shared.opening)
            bytes.append(bytesOf: lead)
            bytes.append(contentsOf: nonce)
            bytes.append(bytesOf: shared.fields)
            bytes.append(bytesOf: shared.bottom)
        }
    }

    /// A prepared form with its nonce: an answer's content that is put together where it is sent from.
    struct Filled: ResponseContent {
        let form: Prepared
        let nonce: FormNonce

        var count: Int { form.count + FormNonce.length }

        func append(to output: inout [UInt8]) {
            nonce.characters.span.withUnsafeBufferPointer { form.append(to: &output, nonce: $0) }
        }
    }
}
