// The workflows that the tests of interviews run.
export { calendarPoll } from '../../workflows/calendar-poll.js';
export { interviewConfirmation } from '../../workflows/interview-confirmation.js';
