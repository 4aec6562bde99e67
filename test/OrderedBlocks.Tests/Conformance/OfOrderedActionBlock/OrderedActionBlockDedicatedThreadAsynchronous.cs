using OrderedBlocks.Tests.Conformance.Subjects;

namespace OrderedBlocks.Tests.Conformance.OfOrderedActionBlock;

/// <summary>OrderedActionBlock on one thread of its own, with asynchronous delegates.</summary>
public static class OrderedActionBlockDedicatedThreadAsynchronous
{
    public sealed class Subject() : OrderedActionBlockSubject(OptionSet.DedicatedThreadAsynchronous);

    [TestClass]
    public sealed class Offers : OfferConformance<Subject>;

    [TestClass]
    public sealed class Postponements : PostponementConformance<Subject>;

    [TestClass]
    public sealed class Sends : SendConformance<Subject>;

    [TestClass]
    public sealed class Completions : CompletionConformance<Subject>;

    [TestClass]
    public sealed class Faults : FaultConformance<Subject>;

    [TestClass]
    public sealed class Cancellations : CancellationConformance<Subject>;

    [TestClass]
    public sealed class Failures : FailureConformance<Subject>;

    [TestClass]
    public sealed class DroppedItems : DroppedItemConformance<Subject>;

    [TestClass]
    public sealed class EndingPairs : EndingPairConformance<Subject>;

    [TestClass]
    public sealed class Options : OptionsConformance<Subject>;

    [TestClass]
    public sealed class Executions : ExecutionConformance<Subject>;

    [TestClass]
    public sealed class Retentions : RetentionConformance<Subject>;
}
