<?php

declare(strict_types=1);

namespace App\Controller;

use App\Security\IdentityProvider;
use App\Security\SsoUserProvider;
use Psr\Log\LoggerInterface;
use Symfony\Bundle\FrameworkBundle\Controller\AbstractController;
use Symfony\Bundle\SecurityBundle\Security;
use Symfony\Component\HttpFoundation\RedirectResponse;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\Routing\Attribute\Route;
use Symfony\Component\Routing\Generator\UrlGeneratorInterface;

final class SsoController extends AbstractController
{
    public function __construct(
        private readonly IdentityProvider $idp,
        private readonly SsoUserProvider $users,
        private readonly Security $security,
        private readonly LoggerInterface $logger,
    ) {
    }

    #[Route('/sso/start', name: 'sso_start', methods: ['GET'])]
    public function start(Request $request): RedirectResponse
    {
        $session = $request->getSession();
        $state = bin2hex(random_bytes(16));
        $verifier = rtrim(strtr(base64_encode(random_bytes(48)), '+/', '-_'), '=');
        $session->set('sso.state', $state);
        $session->set('sso.verifier', $verifier);

        $target = (string) $request->query->get('continue', '/');
        if (str_starts_with($target, '/')) {
            $session->set('sso.continue', $target);
        }

        return new RedirectResponse($this->idp->authorizationUrl(
            $state,
            rtrim(strtr(base64_encode(hash('sha256', $verifier, true)), '+/', '-_'), '='),
            $this->generateUrl('sso_callback', [], UrlGeneratorInterface::ABSOLUTE_URL),
        ));
    }

    #[Route('/sso/callback', name: 'sso_callback', methods: ['GET'])]
    public function callback(Request $request): Response
    {
        $session = $request->getSession();
        $state = (string) $session->remove('sso.state');
        $verifier = (string) $session->remove('sso.verifier');
        if ($state === '' || !hash_equals($state, (string) $request->query->get('state'))) {
            $this->addFlash('error', 'Your log-in took too long, please try again.');

            return $this->redirectToRoute('login');
        }
        if ($request->query->has('error')) {
            $this->logger->notice('sso refused', ['error' => $request->query->getAlnum('error')]);

            return $this->redirectToRoute('login');
        }

        $tokens = $this->idp->exchange((string) $request->query->get('code'), $verifier);
        $this->logger->debug('token response', ['tokens' => $tokens]);

        $claims = $this->idp->verifiedClaims($tokens['id_token']);
        $user = $this->users->findBySubject($claims['sub']);
        if ($user === null) {
            $this->logger->warning('no reader account for subject', ['sub' => $claims['sub']]);

            return $this->render('sso/unknown.html.twig', [], new Response('', Response::HTTP_FORBIDDEN));
        }

        $this->security->login($user, 'form_login', 'main');
        $session->migrate(true);

        return new RedirectResponse($session->remove('sso.continue') ?? $this->generateUrl('catalogue'));
    }

    #[Route('/sso/logout', name: 'sso_logout', methods: ['POST'])]
    public function logout(Request $request): RedirectResponse
    {
        if (!$this->isCsrfTokenValid('logout', (string) $request->request->get('_token'))) {
            throw $this->createAccessDeniedException();
        }
        $this->security->logout(false);

        return $this->redirectToRoute('catalogue');
    }
}
