namespace OrderedBlocks.Tests.Differential;

/// <summary>Makes a program out of a seed: always the same out of the same.</summary>
/// <remarks>
/// Each program has a character: the weight of every kind of step is left out, ordinary or raised by chance, so that some
/// programs only link, some only receive by hand, and some stop the block early. Faults and stops are kept out of two
/// programs in five, since little happens after one.
/// </remarks>
internal sealed class ScenarioGenerator
{
    private readonly Random _random;
    private readonly int _capacity;
    private readonly bool _faults;
    private readonly bool _stops;

    // Dataflow offers a message again and again, for ever, while the filter throws and a delegate is still running
    private readonly bool _filtersThrow;

    // the upstream buffer ends the block when it runs empty, which races with whatever else waits for room then
    private readonly bool _upstreamPropagates;
    private readonly Dictionary<int, ItemScript> _scripts = [];
    private readonly List<(StepKind Kind, int Weight)> _weights = [];
    private int _nextItem = 1;
    private int _manuals;
    private int _buffers;

    private ScenarioGenerator(int seed)
    {
        _random = new Random(seed);
        _capacity = Pick(1, 2, 3, 8, -1);
        int temper = _random.Next(100);
        _faults = temper is >= 65;
        _stops = temper is >= 40 and < 65 or >= 85;
        _filtersThrow = temper >= 95;
        _upstreamPropagates = _random.Next(3) == 0;
    }

    public static Scenario Generate(int seed) => new ScenarioGenerator(seed).Build(seed);

    private Scenario Build(int seed)
    {
        DelegateKind kind = _random.Next(2) == 0 ? DelegateKind.Synchronous : DelegateKind.Asynchronous;
        int parallelism = Pick(1, 2, 2, 4, -1);
        int messagesPerTask = Pick(-1, -1, -1, 1, 2);
        Weigh();
        int count = _random.Next(20, 41);
        List<Step> steps = [];
        for (int i = 0; i < count; i++)
        {
            steps.Add(Next(last: i > count * 2 / 3));
        }
        return new Scenario
        {
            Seed = seed,
            Delegate = kind,
            Capacity = _capacity,
            Parallelism = parallelism,
            MaxMessagesPerTask = messagesPerTask,
            Scripts = _scripts,
            Steps = steps,
        };
    }

    private void Weigh()
    {
        // posting and opening gates never go missing: without them nothing happens
        Weigh(StepKind.Post, 12, always: true);
        Weigh(StepKind.OpenGate, 10, always: true);
        Weigh(StepKind.Offer, 2);
        Weigh(StepKind.FeedUpstream, 6);
        Weigh(StepKind.LinkUpstream, 2);
        Weigh(StepKind.UnlinkUpstream, 1);
        Weigh(StepKind.TryReceive, 6);
        Weigh(StepKind.TryReceiveEven, 2);
        Weigh(StepKind.TryReceiveAll, 2);
        Weigh(StepKind.ReceiveAsync, 2);
        Weigh(StepKind.OutputAvailableAsync, 1);
        Weigh(StepKind.Link, 5);
        Weigh(StepKind.Unlink, 2);
        Weigh(StepKind.TakeFromBuffer, 4);
        Weigh(StepKind.ManualAnswers, 4);
        Weigh(StepKind.ManualReserve, 3);
        Weigh(StepKind.ManualConsume, 4);
        Weigh(StepKind.ManualRelease, 3);
        if (!_upstreamPropagates)
        {
            Weigh(StepKind.Send, 8);
            Weigh(StepKind.OfferFromSource, 4);
            Weigh(StepKind.OfferToConsume, 3);
            Weigh(StepKind.SendCancelable, 4);
            Weigh(StepKind.CancelSend, 3);
            Weigh(StepKind.OfferGone, 2);
        }
    }

    private void Weigh(StepKind kind, int weight, bool always = false)
    {
        int factor = always ? _random.Next(1, 4) : Pick(0, 1, 1, 3);
        _weights.Add((kind, weight * factor));
    }

    private Step Next(bool last)
    {
        if (_stops && _random.Next(18) == 0)
        {
            return new Step(Pick(StepKind.Complete, StepKind.Complete, StepKind.Fault, StepKind.Cancel), _random.Next(100));
        }
        if (last && _random.Next(25) == 0)
        {
            return new Step(Pick(StepKind.Complete, StepKind.CompleteUpstream));
        }
        while (true)
        {
            StepKind kind = PickByWeight();
            bool possible = kind switch
            {
                StepKind.ManualAnswers or StepKind.ManualReserve or StepKind.ManualConsume
                    or StepKind.ManualRelease => _manuals > 0,
                StepKind.TakeFromBuffer => _buffers > 0,
                _ => true,
            };
            if (possible)
            {
                return StepOf(kind);
            }
        }
    }

    private Step StepOf(StepKind kind)
    {
        switch (kind)
        {
            case StepKind.Post:
                int count = Pick(1, 1, 2, 3, 5);
                return new Step(kind, NewItems(count), count);
            case StepKind.Send or StepKind.SendCancelable or StepKind.Offer or StepKind.OfferFromSource
                or StepKind.OfferToConsume or StepKind.OfferGone or StepKind.FeedUpstream:
                return new Step(kind, NewItems(1));
            case StepKind.LinkUpstream:
                return new Step(kind, _upstreamPropagates ? 1 : 0);
            case StepKind.ManualAnswers:
                return new Step(kind, _random.Next(8), (int)Pick(
                    ManualAnswer.Accept, ManualAnswer.Decline, ManualAnswer.Postpone, ManualAnswer.Postpone,
                    ManualAnswer.Reserve, ManualAnswer.Reserve, ManualAnswer.DeclineForEver));
            case StepKind.Link:
                return new Step(kind, Link: NewLink());
            default:
                return new Step(kind, _random.Next(8));
        }
    }

    private LinkSpec NewLink()
    {
        LinkTarget target = Pick(LinkTarget.Buffer, LinkTarget.Action, LinkTarget.Manual, LinkTarget.Manual);
        _manuals += target == LinkTarget.Manual ? 1 : 0;
        _buffers += target == LinkTarget.Buffer ? 1 : 0;
        LinkFilter filter = _filtersThrow && _random.Next(2) == 0
            ? LinkFilter.ThrowsOnThirds
            : Pick(LinkFilter.None, LinkFilter.None, LinkFilter.None, LinkFilter.Even, LinkFilter.Odd);
        return new LinkSpec(
            target, Pick(-1, 1, 2), Pick(-1, -1, -1, 1, 2),
            Propagate: _random.Next(2) == 0, Append: _random.Next(4) != 0, filter);
    }

    /// <summary>Numbers new items, and writes their scripts; the first number.</summary>
    private int NewItems(int count)
    {
        int first = _nextItem;
        for (; _nextItem < first + count; _nextItem++)
        {
            int chance = _random.Next(100);
            ItemScript script = chance switch
            {
                _ when _filtersThrow => ItemScript.Return,
                < 30 => ItemScript.Wait,
                < 33 => ItemScript.WaitThenCancel,
                < 36 => ItemScript.Cancel,
                < 38 => ItemScript.CanceledTask,
                < 40 => ItemScript.NullTask,
                < 43 when _faults => ItemScript.WaitThenThrow,
                < 44 when _faults => ItemScript.Throw,
                < 45 when _faults => ItemScript.FaultedTask,
                _ => ItemScript.Return,
            };
            if (script != ItemScript.Return)
            {
                _scripts[_nextItem] = script;
            }
        }
        return first;
    }

    private StepKind PickByWeight()
    {
        int at = _random.Next(_weights.Sum(pair => pair.Weight));
        foreach ((StepKind kind, int weight) in _weights)
        {
            if (at < weight)
            {
                return kind;
            }
            at -= weight;
        }
        throw new InvalidOperationException("the weights have changed");
    }

    private T Pick<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];
}
