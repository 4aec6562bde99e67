namespace OrderedBlocks.Tests.Differential;

/// <summary>One block with everything around it: its scheduler, its delegate, its producers and its consumers.</summary>
/// <remarks>All of it runs on the engine's thread and on fibers in turn, apart from what blocks put on the thread pool.</remarks>
internal sealed class World : IDisposable
{
    private readonly BatonScheduler _scheduler = new();
    private readonly CancellationTokenSource _cancellation = new();
    private readonly Subject _subject;
    private readonly ItemRunner _items;
    private readonly Producers _producers;
    private readonly Consumers _consumers;
    private readonly bool _sequential;
    private string _result = "";

    public World(Scenario scenario, Func<DelegateRequest, Subject> build)
    {
        _items = new ItemRunner(scenario, _scheduler);
        _sequential = scenario.Parallelism == 1;
        _subject = build(new DelegateRequest(
            scenario.Delegate,
            _items.RunSynchronously,
            _items.RunAsynchronously!,
            new ExecutionDataflowBlockOptions
            {
                BoundedCapacity = scenario.Capacity,
                MaxDegreeOfParallelism = scenario.Parallelism,
                MaxMessagesPerTask = scenario.MaxMessagesPerTask,
                TaskScheduler = _scheduler,
                CancellationToken = _cancellation.Token,
            }));
        _producers = new Producers(_subject, _scheduler);
        _consumers = new Consumers(_subject, _scheduler);
    }

    public ItemRunner Items => _items;

    public Producers Producers => _producers;

    public Consumers Consumers => _consumers;

    public Task Completion => _subject.Block.Completion;

    public int InputCount => _subject.InputCount();

    public int OutputCount => _subject.OutputCount();

    /// <summary>Whether senders are about to be asked for what was put off, as far as the block can tell.</summary>
    public bool IsAboutToAskSenders => _subject.IsAboutToAskSenders?.Invoke() ?? false;

    /// <summary>How often the scheduler ran anything.</summary>
    public long Runs => _scheduler.Runs;

    /// <summary>Runs one step, and keeps what it returned or threw.</summary>
    public void Execute(Step step)
    {
        try
        {
            _result = Perform(step);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // the block's own: which type it throws is part of what is compared
            _result = "threw " + Observation.Describe(exception);
        }
    }

    public void RunToRest() => _scheduler.RunToRest();

    public Observation Observe()
    {
        IEnumerable<int> started = _items.Started;
        return new Observation
        {
            [Aspect.Result] = _result,
            // two delegates at once may begin in either order
            [Aspect.Started] = string.Join(" ", _sequential ? started : started.Order()),
            [Aspect.Strays] = $"{_items.Strays}",
            [Aspect.InputCount] = $"{InputCount}",
            [Aspect.OutputCount] = $"{OutputCount}",
            [Aspect.Taken] = _consumers.Taken,
            [Aspect.Offers] = _consumers.Offers,
            [Aspect.Sends] = _producers.Sends,
            [Aspect.Upstream] = _producers.Upstream,
            [Aspect.Receives] = _consumers.Receives,
            [Aspect.LinkEnds] = _consumers.LinkEnds,
            [Aspect.Completion] = Observation.Describe(Completion),
        };
    }

    /// <summary>Frees the threads, of a program that failed in its middle, too.</summary>
    public void Dispose()
    {
        _items.OpenAll();
        _scheduler.RunToRest();
        _scheduler.Dispose();
        _producers.Dispose();
        _cancellation.Dispose();
    }

    private string Perform(Step step)
    {
        switch (step.Kind)
        {
            case StepKind.Post: return _producers.Post(step.Value, step.Extra);
            case StepKind.Send: _producers.Send(step.Value); break;
            case StepKind.SendCancelable: _producers.SendCancelable(step.Value); break;
            case StepKind.CancelSend: return _producers.CancelSend(step.Value);
            case StepKind.Offer: return _producers.Offer(step.Value);
            case StepKind.OfferFromSource: return _producers.OfferFromSource(step.Value, consumeToAccept: false, gone: false);
            case StepKind.OfferToConsume: return _producers.OfferFromSource(step.Value, consumeToAccept: true, gone: false);
            case StepKind.OfferGone: return _producers.OfferFromSource(step.Value, consumeToAccept: true, gone: true);
            case StepKind.FeedUpstream: return _producers.FeedUpstream(step.Value);
            case StepKind.LinkUpstream: _producers.LinkUpstream(step.Value == 1); break;
            case StepKind.UnlinkUpstream: return _producers.UnlinkUpstream();
            case StepKind.CompleteUpstream: _producers.CompleteUpstream(); break;
            case StepKind.Complete: _subject.Block.Complete(); break;
            case StepKind.Fault: _subject.Block.Fault(new ProgramException($"fault {step.Value}")); break;
            case StepKind.Cancel: _cancellation.Cancel(); break;
            case StepKind.OpenGate: _items.Open(step.Value); break;
            case StepKind.OpenAllGates: _items.OpenAll(); break;
            case StepKind.TryReceive: return _consumers.TryReceive(null);
            case StepKind.TryReceiveEven: return _consumers.TryReceive(output => output % 2 == 0);
            case StepKind.TryReceiveAll: return _consumers.TryReceiveAll();
            case StepKind.ReceiveAsync: _consumers.ReceiveAsync(); break;
            case StepKind.OutputAvailableAsync: _consumers.OutputAvailableAsync(); break;
            case StepKind.Link: _consumers.Link(step.Link!); break;
            case StepKind.Unlink: return _consumers.Unlink(step.Value);
            case StepKind.TakeFromBuffer: return _consumers.TakeFromBuffer(step.Value);
            case StepKind.ManualAnswers: return _consumers.WithManual(step.Value, target => Answer(target, step.Extra));
            case StepKind.ManualReserve: return _consumers.WithManual(step.Value, target => target.Reserve());
            case StepKind.ManualConsume: return _consumers.WithManual(step.Value, target => target.Consume());
            case StepKind.ManualRelease: return _consumers.WithManual(step.Value, target => target.Release());
            case StepKind.ReleaseAll: _consumers.ReleaseAll(); break;
            case StepKind.LetGo: LetGo(); break;
            case StepKind.DrainBuffers: _consumers.DrainBuffers(); break;
            default: throw new ArgumentOutOfRangeException(nameof(step));
        }
        return "";
    }

    private static string Answer(ManualTarget target, int answer)
    {
        target.AnswerWith((ManualAnswer)answer);
        return "";
    }

    private void LetGo()
    {
        _producers.LetGo();
        _consumers.UnlinkAll();
        _subject.Block.Complete();
    }
}
