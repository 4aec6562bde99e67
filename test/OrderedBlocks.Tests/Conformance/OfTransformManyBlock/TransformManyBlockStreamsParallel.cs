using OrderedBlocks.Tests.Conformance.OneToMany;
using OrderedBlocks.Tests.Conformance.Subjects;

namespace OrderedBlocks.Tests.Conformance.OfTransformManyBlock;

/// <summary>Dataflow's TransformManyBlock with asynchronous streams, four at a time, with a small bound.</summary>
public static class TransformManyBlockStreamsParallel
{
    public sealed class Subject() : TransformManyBlockSubject(OptionSet.StreamsParallel);

    [TestClass]
    public sealed class Offers : OfferConformance<Subject>;

    [TestClass]
    public sealed class Postponements : PostponementConformance<Subject>;

    [TestClass]
    public sealed class Sends : SendConformance<Subject>;

    [TestClass]
    public sealed class Releases : ReleaseConformance<Subject>;

    [TestClass]
    public sealed class Heads : HeadConformance<Subject>;

    [TestClass]
    public sealed class Reservations : ReservationConformance<Subject>;

    [TestClass]
    public sealed class Reentrancies : ReentrancyConformance<Subject>;

    [TestClass]
    public sealed class Links : LinkConformance<Subject>;

    [TestClass]
    public sealed class LinkLimits : LinkLimitConformance<Subject>;

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
    public sealed class Receives : ReceiveConformance<Subject>;

    [TestClass]
    public sealed class Adapters : AdapterConformance<Subject>;

    [TestClass]
    public sealed class Meshes : MeshConformance<Subject>;

    [TestClass]
    public sealed class Options : OptionsConformance<Subject>;

    [TestClass]
    public sealed class Executions : ExecutionConformance<Subject>;

    [TestClass]
    public sealed class Looks : LooksConformance<Subject>;

    [TestClass]
    public sealed class Retentions : RetentionConformance<Subject>;

    [TestClass]
    public sealed class OutputOrders : OutputOrderConformance<Subject>;

    [TestClass]
    public sealed class OutputsTaken : OutputTakingConformance<Subject>;

    [TestClass]
    public sealed class OutputFailures : OutputFailureConformance<Subject>;

    [TestClass]
    public sealed class OutputEndings : OutputEndingConformance<Subject>;

    [TestClass]
    public sealed class OutputLimits : OutputLimitConformance<Subject>;

    [TestClass]
    public sealed class RandomOutputs : RandomOutputConformance<Subject>;
}
