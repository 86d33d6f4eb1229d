-- A credit ledger as one would first build it in PostgreSQL: accounts, their credit blocks, an append-only ledger, the
-- answers kept for idempotency and an outbox for webhooks. It does for a usage event what QuotaStack does, in one
-- transaction and one round trip; amounts are millicredits.
create table metering_rule (metric_key text primary key, unit_cost bigint not null);
create table account (customer_id bigint primary key, balance bigint not null, held bigint not null default 0,
                      sequence bigint not null default 0);
create table credit_block (id bigserial primary key, customer_id bigint not null references account,
                           priority int not null default 0, expires_at timestamptz, price_paid bigint not null default 0,
                           created_at timestamptz not null default now(), remaining bigint not null);
create index burn_order on credit_block (customer_id, priority, expires_at nulls last, (price_paid > 0), created_at, id)
    where remaining > 0;
create table ledger (id bigserial primary key, customer_id bigint not null, sequence bigint not null,
                     block_id bigint not null, delta bigint not null, balance_after bigint not null,
                     event_id text not null, occurred_at timestamptz not null default now());
create index ledger_of_customer on ledger (customer_id, id);
create table kept_answer (event_id text primary key, answer jsonb not null, kept_at timestamptz not null default now());
create table customer_event (id bigserial primary key, customer_id bigint not null, event jsonb not null);

insert into metering_rule values ('api_call', 1000);
insert into account (customer_id, balance) select number, 3000000000 from generate_series(1, :customers) number;
-- A free block that expires, one of later priority, and a paid one that stays.
insert into credit_block (customer_id, priority, expires_at, price_paid, remaining)
    select number, kind.priority, now() + kind.lives, kind.price_paid, 1000000000
    from generate_series(1, :customers) number,
         (values (0, interval '30 days', 0), (1, interval '60 days', 0), (0, null, 100000)) kind (priority, lives, price_paid);

-- Books one event: its kept answer if it came before, else priced, burned in order, and put down everywhere.
create function charge(event text, customer bigint, metric text, units bigint) returns jsonb language plpgsql as $$
declare
    reply jsonb;
    owed bigint;
    part bigint;
    burning credit_block;
    owner account;
begin
    select answer into reply from kept_answer where event_id = event;
    if found then
        return reply;
    end if;

    select unit_cost * units into owed from metering_rule where metric_key = metric;
    select * into owner from account where customer_id = customer for update;
    if owed > owner.balance - owner.held then
        reply := jsonb_build_object('status', 402, 'required', owed);
    else
        for burning in
            select * from credit_block
            where customer_id = customer and remaining > 0 and (expires_at is null or expires_at > now())
            order by priority, expires_at nulls last, (price_paid > 0), created_at, id
        loop
            exit when owed = 0;
            part := least(owed, burning.remaining);
            owed := owed - part;
            owner.balance := owner.balance - part;
            owner.sequence := owner.sequence + 1;
            update credit_block set remaining = remaining - part where id = burning.id;
            insert into ledger (customer_id, sequence, block_id, delta, balance_after, event_id)
                values (customer, owner.sequence, burning.id, -part, owner.balance, event);
        end loop;
        update account set balance = owner.balance, sequence = owner.sequence where customer_id = customer;
        insert into customer_event (customer_id, event)
            values (customer, jsonb_build_object('type', 'credit.consumed', 'balance', owner.balance));
        reply := jsonb_build_object('status', 201, 'balance', owner.balance);
    end if;
    insert into kept_answer (event_id, answer) values (event, reply);
    return reply;
end $$;
