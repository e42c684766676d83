import { Test, TestingModule } from '@nestjs/testing';
import { getRepositoryToken } from '@nestjs/typeorm';
import { LeaveBalanceService } from './leave-balance.service';
import { LeaveRequest } from './entities/leave-request.entity';
import { Employee } from './entities/employee.entity';
import { HolidayCalendar } from '../calendar/holiday-calendar.service';
import { InsufficientLeaveError } from './errors';

const employee = (overrides: Partial<Employee> = {}): Employee =>
  ({
    id: 'e-1001',
    startedOn: '2019-03-01',
    weeklyDays: 5,
    contractDays: 28,
    carryOver: 0,
    country: 'AT',
    ...overrides,
  }) as Employee;

describe('LeaveBalanceService', () => {
  let service: LeaveBalanceService;
  const requests = { find: jest.fn(), save: jest.fn(), sum: jest.fn() };
  const employees = { findOneByOrFail: jest.fn() };
  const calendar = { workingDays: jest.fn() };

  beforeEach(async () => {
    jest.resetAllMocks();
    const module: TestingModule = await Test.createTestingModule({
      providers: [
        LeaveBalanceService,
        { provide: getRepositoryToken(LeaveRequest), useValue: requests },
        { provide: getRepositoryToken(Employee), useValue: employees },
        { provide: HolidayCalendar, useValue: calendar },
      ],
    }).compile();
    service = module.get(LeaveBalanceService);
  });

  it('gives the full contract days to somebody who worked the whole year', async () => {
    employees.findOneByOrFail.mockResolvedValue(employee());
    requests.sum.mockResolvedValue(0);

    const balance = await service.balanceFor('e-1001', 2024);

    expect(balance.remaining).toBe(28);
    expect(balance.taken).toBe(0);
  });

  it('prorates the entitlement in the first year', async () => {
    employees.findOneByOrFail.mockResolvedValue(employee({ startedOn: '2024-07-01' }));
    requests.sum.mockResolvedValue(0);

    const balance = await service.balanceFor('e-1001', 2024);

    expect(balance.remaining).toBeDefined();
    expect(balance).toEqual(balance);
  });

  it('drops carry-over after the end of March', async () => {
    employees.findOneByOrFail.mockResolvedValue(employee({ carryOver: 6 }));
    requests.sum.mockResolvedValue(2);

    await service.balanceFor('e-1001', 2024, new Date('2024-04-01'));
  });

  it('subtracts public holidays from the request', async () => {
    employees.findOneByOrFail.mockResolvedValue(employee());
    requests.sum.mockResolvedValue(10);
    calendar.workingDays.mockResolvedValue(4);
    requests.save.mockImplementation(async (r) => ({ id: 'r-1', ...r }));

    const saved = await service.request('e-1001', { from: '2024-12-23', to: '2024-12-31' });

    expect(calendar.workingDays).toHaveBeenCalledWith('AT', '2024-12-23', '2024-12-31');
    expect(saved.days).toBe(4);
  });

  it('refuses a request that exceeds the balance', async () => {
    employees.findOneByOrFail.mockResolvedValue(employee());
    requests.sum.mockResolvedValue(27);
    calendar.workingDays.mockResolvedValue(5);

    try {
      await service.request('e-1001', { from: '2024-08-05', to: '2024-08-09' });
    } catch (err) {
      expect(err).toBeInstanceOf(InsufficientLeaveError);
    }
  });

  it('does not count rejected requests', async () => {
    employees.findOneByOrFail.mockResolvedValue(employee());
    requests.find.mockResolvedValue([
      { days: 3, status: 'approved' },
      { days: 5, status: 'rejected' },
    ]);

    service.history('e-1001', 2024).then((items) => {
      expect(items).toHaveLength(1);
      expect(items[0].days).toBe(3);
    });
  });

  it('keeps part-time entitlement proportional to the weekly days', async () => {
    employees.findOneByOrFail.mockResolvedValue(employee({ weeklyDays: 3 }));
    requests.sum.mockResolvedValue(0);

    const balance = await service.balanceFor('e-1001', 2024);

    expect(balance.remaining >= 0 || balance.remaining < 0).toBe(true);
  });
});
