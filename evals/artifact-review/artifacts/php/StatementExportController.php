<?php

declare(strict_types=1);

namespace App\Controller;

use App\Entity\Account;
use App\Entity\User;
use App\Export\StatementQuery;
use App\Repository\AccountRepository;
use App\Security\AccountVoter;
use Psr\Log\LoggerInterface;
use Symfony\Bundle\FrameworkBundle\Controller\AbstractController;
use Symfony\Component\HttpFoundation\HeaderUtils;
use Symfony\Component\HttpFoundation\RedirectResponse;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\HttpFoundation\StreamedResponse;
use Symfony\Component\HttpKernel\Exception\BadRequestHttpException;
use Symfony\Component\Routing\Attribute\Route;
use Symfony\Component\Security\Http\Attribute\CurrentUser;
use Symfony\Component\Security\Http\Attribute\IsGranted;

#[Route('/accounts')]
#[IsGranted('IS_AUTHENTICATED_FULLY')]
final class StatementExportController extends AbstractController
{
    private const MAX_DAYS = 366;
    private const MAX_ROWS = 50_000;

    // where the export dialogue may return to
    private const RETURN_TO = ['overview' => 'account_overview', 'archive' => 'account_archive'];

    public function __construct(
        private readonly AccountRepository $accounts,
        private readonly StatementQuery $statements,
        private readonly LoggerInterface $logger,
    ) {
    }

    #[Route('/{id}/statement.csv', name: 'account_statement', requirements: ['id' => '\d+'], methods: ['GET'])]
    public function export(int $id, Request $request, #[CurrentUser] User $user): Response
    {
        $account = $this->account($id);
        [$from, $to] = $this->period($request);
        if ($this->statements->count($account, $from, $to) > self::MAX_ROWS) {
            throw new BadRequestHttpException('too many bookings, please choose a shorter period');
        }

        $this->logger->info('statement exported', ['account' => $account->getId(), 'user' => $user->getId()]);

        $response = new StreamedResponse(function () use ($account, $from, $to): void {
            $out = fopen('php://output', 'wb');
            if ($out === false) {
                throw new \RuntimeException('output not available');
            }
            try {
                fputcsv($out, ['date', 'text', 'amount', 'currency'], ';', '"', '');
                foreach ($this->statements->iterate($account, $from, $to) as $row) {
                    fputcsv($out, [
                        $row->date->format('Y-m-d'),
                        self::cell($row->text),
                        number_format($row->cents / 100, 2, '.', ''),
                        $row->currency,
                    ], ';', '"', '');
                }
            } finally {
                fclose($out);
            }
        });
        $response->headers->set('Content-Type', 'text/csv; charset=utf-8');
        $response->headers->set('Cache-Control', 'private, no-store');
        $response->headers->set('Content-Disposition', HeaderUtils::makeDisposition(
            HeaderUtils::DISPOSITION_ATTACHMENT,
            sprintf('statement-%d-%s.csv', $account->getId(), $from->format('Ymd')),
        ));

        return $response;
    }

    #[Route('/{id}/statement/done', name: 'account_statement_done', requirements: ['id' => '\d+'], methods: ['GET'])]
    public function done(int $id, Request $request): RedirectResponse
    {
        $account = $this->account($id);
        $key = $request->query->getString('return', 'overview');

        return $this->redirectToRoute(self::RETURN_TO[$key] ?? self::RETURN_TO['overview'], ['id' => $account->getId()]);
    }

    private function account(int $id): Account
    {
        $account = $this->accounts->find($id);
        if ($account === null || !$this->isGranted(AccountVoter::READ, $account)) {
            throw $this->createNotFoundException();
        }

        return $account;
    }

    /** @return array{\DateTimeImmutable, \DateTimeImmutable} */
    private function period(Request $request): array
    {
        $from = \DateTimeImmutable::createFromFormat('!Y-m-d', $request->query->getString('from'));
        $to = \DateTimeImmutable::createFromFormat('!Y-m-d', $request->query->getString('to'));
        if ($from === false || $to === false || $to < $from || $from->diff($to)->days > self::MAX_DAYS) {
            throw new BadRequestHttpException('from and to are dates, at most a year apart');
        }

        return [$from, $to];
    }

    /** Spreadsheets take a leading sign for a formula. */
    private static function cell(string $s): string
    {
        return preg_match('/^[\s]*[=+\-@]|^[\t\r]/', $s) === 1 ? "'" . $s : $s;
    }
}
