using OrderedBlocks.Completion;

namespace OrderedBlocks.Tests.Completion;

/// <summary>The end that is said with an error: it comes after the items, and only if nobody has said an end before.</summary>
[TestClass]
public sealed class LifeCycleTests
{
    private static readonly InvalidOperationException s_last = new("The end.");
    private static readonly InvalidOperationException s_failed = new("An item.");

    [TestMethod]
    public void Completed_WithAnError_EndsWithIt()
    {
        var life = new LifeCycle(CancellationToken.None);
        Assert.IsTrue(life.TryComplete(s_last));
        Assert.IsFalse(life.IsAbandoned);

        life.End();

        CollectionAssert.AreEqual(new[] { s_last }, life.Completion.Exception!.InnerExceptions);
    }

    [TestMethod]
    public void Completed_Twice_TheFirstCounts()
    {
        var life = new LifeCycle(CancellationToken.None);
        Assert.IsTrue(life.TryComplete());
        Assert.IsFalse(life.TryComplete(s_last));

        life.End();

        Assert.IsTrue(life.Completion.IsCompletedSuccessfully);
    }

    [TestMethod]
    public void Completed_WithAnErrorAndThenWithout_KeepsTheError()
    {
        var life = new LifeCycle(CancellationToken.None);
        Assert.IsTrue(life.TryComplete(s_last));
        Assert.IsFalse(life.TryComplete());
        Assert.IsFalse(life.TryComplete(s_failed));

        life.End();

        CollectionAssert.AreEqual(new[] { s_last }, life.Completion.Exception!.InnerExceptions);
    }

    [TestMethod]
    public void Completed_WithAnErrorThenAnItemFails_ItsErrorIsTheFirst()
    {
        var life = new LifeCycle(CancellationToken.None);
        Assert.IsTrue(life.TryComplete(s_last));
        life.FailInOrder(default, [s_failed]);
        Assert.IsTrue(life.IsFailingInOrder);
        Assert.IsTrue(life.TryEndFailing());

        life.End();

        CollectionAssert.AreEqual(new[] { s_failed, s_last }, life.Completion.Exception!.InnerExceptions);
    }

    [TestMethod]
    public void Canceled_AfterAnErrorAtTheEnd_IsCanceled()
    {
        var life = new LifeCycle(CancellationToken.None);
        Assert.IsTrue(life.TryComplete(s_last));
        Assert.IsTrue(life.TryCancel());
        Assert.IsTrue(life.IsAbandoned);

        life.End();

        Assert.IsTrue(life.Completion.IsCanceled);
    }

    [TestMethod]
    public void Canceled_AfterAnErrorAtTheEnd_ThenFaultsByItself_DoesNotTellThatError()
    {
        var life = new LifeCycle(CancellationToken.None);
        Assert.IsTrue(life.TryComplete(s_last));
        Assert.IsTrue(life.TryCancel());
        life.Fault([s_failed]);

        life.End();

        CollectionAssert.AreEqual(new[] { s_failed }, life.Completion.Exception!.InnerExceptions);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Canceled_AfterAnItemHasFailed_IsFaultedUnlessErrorsKeepTheirPlace(bool keepsErrorsInOrder)
    {
        var life = new LifeCycle(CancellationToken.None) { KeepsErrorsInOrder = keepsErrorsInOrder };
        life.FailInOrder(default, [s_failed]);
        Assert.IsTrue(life.TryCancel());

        life.End();

        Assert.AreEqual(keepsErrorsInOrder, life.Completion.IsCanceled);
        Assert.AreEqual(!keepsErrorsInOrder, life.Completion.IsFaulted);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void AnItemFails_AfterTheCancellation_IsFaultedUnlessErrorsKeepTheirPlace(bool keepsErrorsInOrder)
    {
        var life = new LifeCycle(CancellationToken.None) { KeepsErrorsInOrder = keepsErrorsInOrder };
        Assert.IsTrue(life.TryCancel());
        life.FailInOrder(default, [s_failed]);

        life.End();

        Assert.AreEqual(keepsErrorsInOrder, life.Completion.IsCanceled);
        Assert.AreEqual(!keepsErrorsInOrder, life.Completion.IsFaulted);
    }

    // A target of this library is told to fault behind its items only where all came out that was to come out.
    [TestMethod]
    [DataRow("cut", true)]
    [DataRow("all", true)]
    [DataRow("token", false)]
    [DataRow("targets gone", false)]
    [DataRow("fault", false)]
    [DataRow("fault by itself", false)]
    public void HasFailedInOrder_OnlyWhereNothingBeforeItWasDropped(string end, bool expected)
    {
        var life = new LifeCycle(CancellationToken.None);
        if (end == "all")
        {
            Assert.IsTrue(life.TryComplete(s_last));
        }
        else
        {
            life.FailInOrder(default, [s_failed]);
        }

        Assert.AreEqual(end != "all", end switch
        {
            "cut" => life.TryEndFailing(),
            "token" => life.TryCancel(),
            "targets gone" => life.TryStop(),
            "fault" => life.TryFault(s_last),
            "fault by itself" => FaultByItself(life),
            _ => false,
        });

        life.End();

        Assert.IsTrue(life.Completion.IsFaulted);
        Assert.AreEqual(expected, life.HasFailedInOrder);
    }

    private static bool FaultByItself(LifeCycle life)
    {
        life.Fault([s_last]);
        return true;
    }
}
