update crm.message
set state = :became, state_reason = :why, state_at = :now
where message_id = :message_id
  and (state = 'uncertain' or state = 'presumed_unsent' and :became = 'accepted')
