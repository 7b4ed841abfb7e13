select crm.take_cap_slots(:ids, :days)
