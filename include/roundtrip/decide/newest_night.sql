select greatest((select max(as_of) from crm.occurrence), (select max(as_of) from crm.decision))
