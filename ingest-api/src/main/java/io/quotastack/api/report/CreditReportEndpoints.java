package io.quotastack.api.report;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.quotastack.api.customer.CustomerReader;
import io.quotastack.api.http.Access;
import io.quotastack.api.http.Accounts;
import io.quotastack.api.http.Request;
import io.quotastack.api.http.Route;
import io.quotastack.api.read.RequestRefused;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.report.CreditReport;
import io.quotastack.core.report.CreditReportPart;
import io.quotastack.core.report.ReportTime;
import io.quotastack.core.tenant.Scope;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.query.CreditReportQuery;
import io.quotastack.gateway.view.BoundedAnswer;

/** What became of credits, and of the money that was paid for them (CONTRACT 15). */
public final class CreditReportEndpoints {

    private static final String SHORTER = "ask for a shorter range, or for months";

    private final Accounts accounts;

    private enum Format {
        JSON,
        CSV;

        private String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public CreditReportEndpoints(Accounts accounts) {
        this.accounts = accounts;
    }

    public List<Route> routes() {
        return List.of(Route.get("/v1/reports/credits", Access.scope(Scope.CREDITS_READ), this::report));
    }

    private Reply report(Request request) {
        Instant from = requiredTime(request, "from");
        Instant to = requiredTime(request, "to");
        ReportTime.Step step = request.query().choice("granularity", ReportTime.Step::text, ReportTime.Step.values())
                .orElse(ReportTime.Step.MONTH);
        Format format = request.query().choice("format", Format::text, Format.values())
                .orElseGet(() -> preferred(request));
        Optional<CustomerKey> customer = CustomerReader.optional(request.query(), request.tenantEnvironment())
                .map(CustomerRef::key);
        if (request.errors().isEmpty() && !from.isBefore(to)) {
            request.query().at("to").fault("must be after from");
        }
        request.refuseErrors();
        ReportTime time = ReportTime.covering(day(from), day(to.minusNanos(1)).plusDays(1), step);
        if (time.size() > ReportTime.MOST_BUCKETS) {
            request.query().at("to").fault("must not be more than " + ReportTime.MOST_BUCKETS + " "
                    + step.text() + "s after from");
        }
        request.refuseErrors();
        if (customer.isPresent() && !accounts.ledger().customerExists(customer.get())) {
            throw RequestRefused.notFound("customer", "there is no such customer");
        }
        return answer(request, format, report(new CreditReportQuery(request.tenantEnvironment(), customer, time)));
    }

    private CreditReportView report(CreditReportQuery query) {
        CreditReportPart whole = CreditReportPart.merge(accounts.ledger().creditReport(query));
        if (CreditReport.isTooLarge(whole, query.time())) {
            throw new RequestRefused(Problem.of(ProblemType.LIMIT_EXCEEDED, "the report would have more than "
                    + CreditReportPart.MOST_SUMS + " lines: " + SHORTER));
        }
        return CreditReportView.of(CreditReport.of(whole, query.time()));
    }

    private static Reply answer(Request request, Format format, CreditReportView report) {
        return switch (format) {
            case JSON -> BoundedAnswer.of(report, SHORTER, request.context());
            case CSV -> {
                request.answerContentType(CreditReportCsv.TYPE);
                yield new Reply(200, CreditReportCsv.of(report), false);
            }
        };
    }

    /** A client that names CSV in its Accept header gets it, all others JSON. */
    private static Format preferred(Request request) {
        return request.header("Accept").filter(types -> types.toLowerCase(Locale.ROOT).contains("text/csv")).isPresent()
                ? Format.CSV
                : Format.JSON;
    }

    private static Instant requiredTime(Request request, String name) {
        if (!request.query().has(name)) {
            request.query().at(name).fault("is missing");
        }
        return request.query().time(name).orElse(Instant.EPOCH);
    }

    private static LocalDate day(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
