package io.quotastack.ledger.wire;

import java.util.Arrays;
import java.util.Map;

import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.internal.ArrivalRefusalRecord;
import io.quotastack.internal.FieldFaultRecord;

/** A refusal that was found where an event came in, on its way to the account that books it. */
final class ArrivalRefusals {

    private ArrivalRefusals() {}

    static ArrivalRefusalRecord toAvro(Problem problem) {
        return new ArrivalRefusalRecord(problem.type().slug(), problem.detail(),
                problem.errors().stream().map(fault -> new FieldFaultRecord(fault.name(), fault.detail())).toList());
    }

    static Problem fromAvro(ArrivalRefusalRecord avro) {
        ProblemType type = Arrays.stream(ProblemType.values()).filter(known -> known.slug().equals(avro.getType()))
                .findFirst().orElseThrow(() -> new IllegalArgumentException("no such problem: " + avro.getType()));
        return new Problem(type, avro.getDetail(), Map.of(), avro.getErrors().stream()
                .map(fault -> FieldFault.at(fault.getPointer(), fault.getDetail())).toList());
    }
}
