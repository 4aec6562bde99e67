using ModelChecking;

namespace OrderedBlocks.Model.Tests;

/// <summary>The classic tests of a memory model, with the outcomes that x86-TSO allows.</summary>
[TestClass]
public class LitmusTests
{
    private static ModelRun Run => ModelRun.Current;

    private static void AssertOutcomes(IEnumerable<string> outcomes, params string[] expected) =>
        CollectionAssert.AreEqual(expected, outcomes.Order(StringComparer.Ordinal).ToArray());

    [TestMethod]
    public void StoreThenLoad_OfTwoThreads_MayBothSeeNothing()
    {
        (_, HashSet<string> outcomes) = LitmusScenario.Explore(
            static test =>
            {
                Run.Write(test.X, 1);
                test.Results[0] = Run.Read(test.Y);
            },
            static test =>
            {
                Run.Write(test.Y, 1);
                test.Results[1] = Run.Read(test.X);
            });

        AssertOutcomes(outcomes, "0 0 0 0", "0 1 0 0", "1 0 0 0", "1 1 0 0");
    }

    [TestMethod]
    public void StoreThenLoad_WithFences_OneSeesTheOther()
    {
        (_, HashSet<string> outcomes) = LitmusScenario.Explore(
            static test =>
            {
                Run.Write(test.X, 1);
                Run.Fence();
                test.Results[0] = Run.Read(test.Y);
            },
            static test =>
            {
                Run.Write(test.Y, 1);
                Run.Fence();
                test.Results[1] = Run.Read(test.X);
            });

        AssertOutcomes(outcomes, "0 1 0 0", "1 0 0 0", "1 1 0 0");
    }

    [TestMethod]
    public void StoreThenLoad_WithAFenceOnOneSideOnly_MayBothSeeNothing()
    {
        (_, HashSet<string> outcomes) = LitmusScenario.Explore(
            static test =>
            {
                Run.Exchange(test.X, 1);
                test.Results[0] = Run.Read(test.Y);
            },
            static test =>
            {
                Run.Write(test.Y, 1);
                test.Results[1] = Run.Read(test.X);
            });

        Assert.IsTrue(outcomes.Contains("0 0 0 0"));
    }

    [TestMethod]
    public void StoreThenLoad_WithAFenceOfAllOnOneSide_OneSeesTheOther()
    {
        (_, HashSet<string> outcomes) = LitmusScenario.Explore(
            static test =>
            {
                Run.Write(test.X, 1);
                Run.FenceOfAll();
                test.Results[0] = Run.Read(test.Y);
            },
            static test =>
            {
                Run.Write(test.Y, 1);
                test.Results[1] = Run.Read(test.X);
            });

        AssertOutcomes(outcomes, "0 1 0 0", "1 0 0 0", "1 1 0 0");
    }

    [TestMethod]
    public void Store_AfterAFenceOfAll_MayBeSeenBetweenTwoReadsBehindIt()
    {
        (_, HashSet<string> outcomes) = LitmusScenario.Explore(
            static test =>
            {
                Run.FenceOfAll();
                test.Results[0] = Run.Read(test.X);
                test.Results[1] = Run.Read(test.Y);
            },
            static test =>
            {
                // A step before the stores, so that the fence may find the thread there.
                test.Results[2] = Run.Read(test.Y);
                Run.Write(test.X, 1);
                Run.Write(test.Y, 1);
                test.Results[3] = Run.Read(test.Y);
            });

        AssertOutcomes(outcomes, "0 0 0 1", "0 1 0 1", "1 0 0 1", "1 1 0 1");
    }

    [TestMethod]
    public void MessagePassing_WhoSeesTheFlagSeesTheMessage()
    {
        (_, HashSet<string> outcomes) = LitmusScenario.Explore(
            static test =>
            {
                Run.Write(test.X, 1);
                Run.Write(test.Y, 1);
            },
            static test =>
            {
                test.Results[0] = Run.Read(test.Y);
                test.Results[1] = Run.Read(test.X);
            });

        AssertOutcomes(outcomes, "0 0 0 0", "0 1 0 0", "1 1 0 0");
    }

    [TestMethod]
    public void OwnStore_IsSeenAtOnce()
    {
        (_, HashSet<string> outcomes) = LitmusScenario.Explore(static test =>
        {
            Run.Write(test.X, 7);
            test.Results[0] = Run.Read(test.X);
        });

        AssertOutcomes(outcomes, "7 0 0 0");
    }

    [TestMethod]
    public void IndependentReaders_SeeTwoStoresInTheSameOrder()
    {
        (_, HashSet<string> outcomes) = LitmusScenario.Explore(
            static test => Run.Write(test.X, 1),
            static test => Run.Write(test.Y, 1),
            static test =>
            {
                test.Results[0] = Run.Read(test.X);
                test.Results[1] = Run.Read(test.Y);
            },
            static test =>
            {
                test.Results[2] = Run.Read(test.Y);
                test.Results[3] = Run.Read(test.X);
            });

        Assert.IsFalse(outcomes.Contains("1 0 1 0"));
        Assert.AreEqual(15, outcomes.Count);
    }

    [TestMethod]
    public void Addition_OfTwoThreads_LosesNone()
    {
        (_, HashSet<string> outcomes) = LitmusScenario.Explore(
            static test => test.Results[0] = Run.Add(test.X, 1),
            static test => test.Results[1] = Run.Add(test.X, 1));

        AssertOutcomes(outcomes, "0 1 0 0", "1 0 0 0");
    }

    [TestMethod]
    public void ReadThenWrite_OfTwoThreads_MayLoseOne()
    {
        (_, HashSet<string> outcomes) = LitmusScenario.Explore(
            static test => Run.Write(test.X, (test.Results[0] = Run.Read(test.X)) + 1),
            static test => Run.Write(test.X, (test.Results[1] = Run.Read(test.X)) + 1));

        AssertOutcomes(outcomes, "0 0 0 0", "0 1 0 0", "1 0 0 0");
    }

    [TestMethod]
    public void Data_ThatNoWordPublishes_IsARace()
    {
        (Exploration exploration, _) = LitmusScenario.Explore(
            static test =>
            {
                Run.Write(test.X, 1);
                Run.WriteData(test.Data, 0);
            },
            static test =>
            {
                if (Run.Read(test.X) == 1)
                {
                    Run.ReadData(test.Data, 0);
                }
            });

        StringAssert.StartsWith(exploration.Finding?.Violation, "Data race");
    }

    [TestMethod]
    public void Data_ThatAWordPublishes_IsNone()
    {
        (Exploration exploration, _) = LitmusScenario.Explore(
            static test =>
            {
                Run.WriteData(test.Data, 0);
                Run.Write(test.X, 1);
            },
            static test =>
            {
                if (Run.Read(test.X) == 1)
                {
                    Run.ReadData(test.Data, 0);
                }
            });

        Assert.IsNull(exploration.Finding);
        Assert.IsTrue(exploration.IsComplete);
    }

    [TestMethod]
    public void Wait_ForWhatNeverComes_IsFound()
    {
        (Exploration exploration, _) = LitmusScenario.Explore(
            static test => Run.WaitUntil(() => ModelRun.Visible(test.X) == 2),
            static test => Run.Write(test.X, 1));

        Assert.AreEqual("Thread thread1 waits for ever.", exploration.Finding?.Violation);
    }

    [TestMethod]
    public void Exception_OfAThread_IsFound()
    {
        (Exploration exploration, _) = LitmusScenario.Explore(static _ => throw new InvalidOperationException("no"));

        StringAssert.Contains(exploration.Finding?.Violation, "InvalidOperationException: no");
    }

    [TestMethod]
    public void Replay_OfAnythingButChoices_IsRefused()
    {
        var scenario = new ScenarioCase("litmus", "", 0, static () => new LitmusScenario([static _ => { }], new HashSet<string>()));
        var explorer = new Explorer(scenario, static (_, value) => $"{value}");

        Assert.ThrowsExactly<FormatException>(() => explorer.Replay("1=x", out _));
        Assert.ThrowsExactly<FormatException>(() => explorer.Replay("1", out _));
    }

    [TestMethod]
    public void OwnStore_ThatAnotherThreadOverwrites_IsReadAsOverwritten()
    {
        (_, HashSet<string> outcomes) = LitmusScenario.Explore(
            static test =>
            {
                Run.Write(test.X, 1);
                test.Results[0] = Run.Read(test.X);
            },
            static test => Run.Write(test.X, 2));

        AssertOutcomes(outcomes, "1 0 0 0", "2 0 0 0");
    }

    [TestMethod]
    public void Data_RacedForInOneOfTwoStatesWithTheSameValues_IsARace()
    {
        (Exploration exploration, _) = LitmusScenario.Explore(
            static test =>
            {
                // If it comes second, what is read then publishes nothing.
                Run.Write(test.X, 1);
                Run.Fence();
                test.Results[2]++;
            },
            static test =>
            {
                Run.WriteData(test.Data, 0);
                Run.Write(test.X, 1);
                Run.Fence();
                test.Results[2]++;
            },
            static test =>
            {
                Run.WaitUntil(() => test.Results[2] == 2);
                if (Run.Read(test.Y) == 1 && Run.Read(test.X) == 1)
                {
                    Run.ReadData(test.Data, 0);
                }
            },
            static test =>
            {
                Run.WaitUntil(() => test.Results[2] == 2);
                Run.Write(test.Y, 1);
            });

        StringAssert.StartsWith(exploration.Finding?.Violation, "Data race");
    }

    [TestMethod]
    public void DataValue_ThatItsWriterForgets_TellsStatesApart()
    {
        (_, HashSet<string> outcomes) = LitmusScenario.Explore(
            static test =>
            {
                test.Results[0] = Run.Read(test.X);
                Run.WriteData(test.Data, (int)test.Results[0]);
                ModelRun.Forget(0);
                Run.Exchange(test.Y, 1);
            },
            static test => Run.Exchange(test.X, 1),
            static test =>
            {
                Run.WaitUntil(() => ModelRun.Visible(test.Y) == 1 && ModelRun.Visible(test.X) > 0);
                test.Results[1] = Run.Read(test.X);
            },
            static test =>
            {
                Run.WaitUntil(() => ModelRun.Visible(test.Y) == 1 && ModelRun.Visible(test.X) > 0);
                Run.Exchange(test.X, 2);
            });

        AssertOutcomes(outcomes, "0 1 0 0", "0 2 0 0", "1 1 0 0", "1 2 0 0");
    }

    [TestMethod]
    public void Wait_BehindAnotherOne_IsAnotherState()
    {
        (Exploration exploration, _) = LitmusScenario.Explore(
            static test =>
            {
                Run.WaitUntil(() => ModelRun.Visible(test.X) == 1);
                Run.WaitUntil(() => ModelRun.Visible(test.Y) == 1);
            },
            static test =>
            {
                Run.Exchange(test.X, 1);
                ModelRun.Forget(0);
                Run.Exchange(test.X, 0);
                ModelRun.Forget(0);
                Run.Exchange(test.Y, 1);
            });

        Assert.AreEqual("Thread thread1 waits for ever.", exploration.Finding?.Violation);
    }

    [TestMethod]
    public void Replay_OfAnOptionThatThereIsNot_IsRefused()
    {
        Action<LitmusScenario>[] threads = [static test => Run.Write(test.X, 1), static test => Run.Write(test.Y, 1)];
        Explorer explorer = ExplorerOf(threads, new HashSet<string>());

        Assert.ThrowsExactly<FormatException>(() => explorer.Replay("0=9", out _));
        Assert.ThrowsExactly<FormatException>(() => explorer.Replay("1=9", out _));
    }

    [TestMethod]
    public void States_MetBefore_HideNoOutcome()
    {
        Action<LitmusScenario>[] threads =
        [
            static test =>
            {
                Run.Write(test.X, 1);
                test.Results[0] = Run.Read(test.Y);
                test.Results[1] = Run.Add(test.X, 1);
            },
            static test =>
            {
                Run.Write(test.Y, 1);
                test.Results[2] = Run.Read(test.X);
                Run.Write(test.X, 3);
                test.Results[3] = Run.Read(test.X);
            },
        ];
        HashSet<string> outcomes = [];
        HashSet<string> allOutcomes = [];

        ExplorerOf(threads, outcomes).ExploreAll(3, TimeSpan.FromMinutes(1));
        Exploration all = ExplorerOf(threads, allOutcomes).ExploreAll(3, TimeSpan.FromMinutes(1), forgets: true);

        Assert.IsTrue(all.IsComplete);
        CollectionAssert.AreEquivalent(allOutcomes.ToArray(), outcomes.ToArray());
    }

    private static Explorer ExplorerOf(Action<LitmusScenario>[] threads, ISet<string> outcomes) =>
        new(new ScenarioCase("litmus", "", 0, () => new LitmusScenario(threads, outcomes)), static (_, value) => $"{value}");
}
