package io.quotastack.bench.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A PostgreSQL server that runs already. Which one is PostgreSQL's own business: PGHOST, PGPORT, PGUSER and so on. */
public final class PostgresServer {

    private static final String HOW_TO = "To have it: apt-get install postgresql && service postgresql start && "
            + "su postgres -c \"createuser --superuser $(whoami)\"";
    private static final String MAINTENANCE = "postgres";

    private PostgresServer() {}

    /** Why it cannot be measured, and what helps; absent when it can. */
    public static Optional<String> lacking() throws InterruptedException {
        for (List<String> question : List.of(List.of("pgbench", "--version"),
                List.of("psql", "-d", MAINTENANCE, "-c", "select 1"))) {
            Command.Ended answer = Command.run(question, Map.of());
            if (answer.exitCode() != 0) {
                return Optional.of(answer.output().strip().lines().findFirst().orElse(question.getFirst() + " failed")
                        + ". " + HOW_TO);
            }
        }
        return Optional.empty();
    }

    /** The process whose children do all the work; absent when the server is on another machine. */
    public static OptionalLong process() throws InterruptedException {
        long worker = Long.parseLong(ask("select pid from pg_stat_activity where backend_type = 'checkpointer'"));
        return ProcessHandle.of(worker)
                .filter(process -> process.info().command().filter(path -> path.endsWith("postgres")).isPresent())
                .flatMap(ProcessHandle::parent).map(parent -> OptionalLong.of(parent.pid()))
                .orElse(OptionalLong.empty());
    }

    /** Where JDBC, which does not know local sockets, finds a database. */
    static String url(String database) throws InterruptedException {
        String host = Optional.ofNullable(System.getenv("PGHOST")).filter(name -> !name.startsWith("/"))
                .orElse("127.0.0.1");
        return "jdbc:postgresql://" + host + ":" + ask("show port") + "/" + database;
    }

    private static String ask(String question) throws InterruptedException {
        return Command.mustRun(List.of("psql", "-X", "-A", "-t", "-d", MAINTENANCE, "-c", question), Map.of()).strip();
    }

    static void maintain(String... commands) throws InterruptedException {
        List<String> arguments = new ArrayList<>();
        for (String command : commands) {
            arguments.addAll(List.of("-c", command));
        }
        psql(MAINTENANCE, arguments);
    }

    static void psql(String database, List<String> arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", "-d", database));
        command.addAll(arguments);
        Command.mustRun(command, Map.of());
    }
}
